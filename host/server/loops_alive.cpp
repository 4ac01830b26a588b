#include "server/loops_alive.hpp"

#include <algorithm>

namespace siding::server {

bool LoopsAlive::all_have_driven() {
  const auto done = [](const std::future<void>& one) {
    return one.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  };
  if (!std::all_of(asked_.begin(), asked_.end(), done)) return false;
  asked_ = server_.ask_loops();
  return true;
}

}  // namespace siding::server
