#include "dispatch/route.hpp"

#include <chrono>

namespace siding::dispatch {

std::string Route::describe() const {
  std::string text = "route " + options.name;
  if (const auto place = options.place.file_and_line(); !place.empty()) text += " (" + place + ")";
  return text + ", plugin " + options.plugin + ", handler " + handler_name;
}

std::string Route::fix() const {
  return "write `mode: sync` at " + options.mode_place.to_string() + ", or move the blocking call into offload()";
}

bool Route::may_complain() {
  using namespace std::chrono;
  const auto now = nanoseconds(steady_clock::now().time_since_epoch()).count();
  auto last = complained.load(std::memory_order_relaxed);
  if (last != 0 && now - last < nanoseconds(seconds{1}).count()) return false;
  return complained.compare_exchange_strong(last, now, std::memory_order_relaxed);
}

}  // namespace siding::dispatch
