// outside - a plugin of a project that has only the installed SDK.
#include <chrono>
#include <string>

#include <siding/plugin.hpp>

namespace {

struct Outside {
  siding::mutex mutex;
  std::string text;

  // Something of everything that differs between compilers: nesting, groups, locks, workers.
  siding::task<void> append(const char* more) {
    co_await siding::sleep_for(std::chrono::milliseconds{1});
    text += more;
  }
  siding::task<siding::response> outside(const siding::request&) {
    const auto lock = co_await mutex.lock();
    text.clear();
    co_await append("from outside, ");
    co_await siding::all(append("built"), siding::with_timeout(std::chrono::seconds{10},
                                                               siding::sleep_for(std::chrono::milliseconds{0})));
    const std::string compiler = co_await siding::offload([] { return std::string{SIDING_BUILD}; });
    co_return siding::text(text + " by " + compiler);
  }
};

}  // namespace

SIDING_PLUGIN(Outside, "outside", "1.0.0", siding::offloading<&Outside::outside>("outside"))
