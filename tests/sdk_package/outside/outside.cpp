// outside - a plugin of a project that has only the installed SDK. It uses one of each thing
// that the SDK has, so that every compiler sees the templates with its own warnings.
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

struct Settings {
  explicit Settings(const siding::config& config)
      : limit{config.get("limit", siding::byte_size{64})}, names{config.get("names", std::vector<std::string>{})} {}
  siding::byte_size limit;
  std::vector<std::string> names;
};

class Outside {
 public:
  explicit Outside(const siding::config& config)
      : wait_{config.get("wait", 1ms)}, from_{config.get<std::optional<std::string>>("from").value_or("outside")} {
    background_.spawn(count());
  }

  siding::task<siding::response> outside(const siding::request& request, const Settings& settings) {
    if (request.query("fail")) throw siding::http_error{400, "as you wish"};
    const auto lock = co_await mutex_.lock();
    const auto permit = co_await slots_.acquire();
    const auto guard = co_await siding::on_cancel([] { siding::log::debug("nobody waits any more"); });
    const auto [first, second] = co_await siding::all(after("from "), after(from_));
    const auto won = co_await siding::any(foreign(", built by "), siding::sleep_for(1h));
    co_await siding::with_timeout(10s, counted_.wait());
    const std::string compiler = co_await siding::offload([] { return std::string{SIDING_BUILD}; });
    const std::string text = first + second + std::get<0>(won) + compiler;
    co_return siding::text(text).header("X-Limit", std::to_string(settings.limit.bytes));
  }

 private:
  siding::task<std::string> after(std::string text) {
    co_await siding::sleep_for(wait_);
    co_return text;
  }
  siding::task<std::string> foreign(std::string text) {
    siding::completion<std::string> answer;
    const std::jthread library{[end = answer.completer(), &text] { end.set(text); }};
    co_return co_await answer;
  }
  siding::task<void> count() {
    co_await siding::sleep_for(wait_);
    counted_.set();
  }

  std::chrono::milliseconds wait_;
  std::string from_;
  siding::mutex mutex_;
  siding::semaphore slots_{1};
  siding::event counted_;
  siding::scope background_{"count"};
};

}  // namespace

SIDING_PLUGIN(Outside, "outside", "1.0.0",
              siding::offloading<&Outside::outside>("outside").metadata(R"({"summary":"Of an outside project"})"))
