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

  siding::task<siding::response> outside(const siding::request&, const Settings& settings) {
    const auto lock = co_await mutex_.lock();
    const auto permit = co_await slots_.acquire();
    const auto guard = co_await siding::on_cancel([] { siding::log::debug("nobody waits any more"); });
    const auto [first, second] = co_await siding::all(after("from "), after(from_));
    const auto won = co_await siding::any(after(", built by "), siding::sleep_for(1h));
    co_await siding::with_timeout(10s, counted_.wait());
    const std::string compiler = co_await siding::offload([] { return std::string{SIDING_BUILD}; });
    const std::string text = first + second + std::get<0>(won) + compiler;
    co_return siding::text(text).header("X-Limit", std::to_string(settings.limit.bytes));
  }

  siding::task<siding::response> foreign(const siding::request& request) {
    siding::completion<std::string> answer;
    std::thread library{[end = answer.completer()] { end.set("from a thread"); }};
    std::string text = co_await answer;
    library.join();
    siding::log::info(request.method(), " ", request.path());
    co_return siding::json(siding::json_string(text));
  }

  siding::response plain(const siding::request& request) const {
    if (!request.query("bytes")) throw siding::http_error{400, "say how many bytes"};
    return siding::bytes(std::vector<char>(1000, 'x'));
  }

 private:
  siding::task<std::string> after(std::string text) {
    co_await siding::sleep_for(wait_);
    co_return text;
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

SIDING_PLUGIN(Outside, "outside", "1.0.0", siding::offloading<&Outside::outside>("outside"),
              siding::async<&Outside::foreign>("foreign").metadata(R"({"summary":"From a thread of its own"})"),
              siding::sync<&Outside::plain>("plain"))
