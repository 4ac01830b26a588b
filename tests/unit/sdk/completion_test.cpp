#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using siding::testing::get;

namespace {

using body = siding::task<siding::response>;

// A library with a thread of its own and callbacks.
class Library {
 public:
  ~Library() {
    for (std::thread& each : threads_) each.join();
  }
  void start(std::function<void(int)> callback) {
    threads_.emplace_back([callback = std::move(callback)] { callback(42); });
  }

 private:
  std::vector<std::thread> threads_;
};

struct Plugin {
  Library library;
  std::optional<siding::completer<std::string>> kept;

  body ask(const siding::request&) {
    siding::completion<int> result;
    library.start([done = result.completer()](int n) { done.set(n); });
    co_return siding::text(std::to_string(co_await result));
  }
  body keep(const siding::request&) {
    siding::completion<std::string> result;
    kept = result.completer();
    co_return siding::text(co_await result);
  }
  body drop(const siding::request&) {
    siding::completion<> result;
    { const auto gone = result.completer(); }
    co_await result;
    co_return siding::text("not reached");
  }
};

}  // namespace

TEST_SUITE("completion") {
  TEST_CASE("brings a result from a thread that the host does not know") {
    Plugin plugin;
    siding::testing::host host{{.real_time = true}};
    for (int round = 0; round < 50; ++round) CHECK(host.call<&Plugin::ask>(plugin, get("/")).body == "42");
  }

  TEST_CASE("the first outcome counts") {
    Plugin plugin;
    siding::testing::host host;
    const auto request = host.start<&Plugin::keep>(plugin, get("/"));
    host.settle();
    CHECK(plugin.kept->set("first"));
    CHECK_FALSE(plugin.kept->set("second"));
    CHECK(request.wait().body == "first");
  }

  TEST_CASE("a failure is thrown where it is awaited") {
    Plugin plugin;
    siding::testing::host host;
    const auto request = host.start<&Plugin::keep>(plugin, get("/"));
    host.settle();
    plugin.kept->fail(std::make_exception_ptr(std::runtime_error{"broken pipe"}));
    CHECK(request.wait().failure == "broken pipe");
  }

  TEST_CASE("a cancelled wait leaves, and the late result is dropped") {
    Plugin plugin;
    siding::testing::host host;
    const auto request = host.start<&Plugin::keep>(plugin, get("/"));
    host.settle();
    request.cancel(siding::stop_reason::deadline);
    CHECK(request.wait().status == 504);
    CHECK(plugin.kept->set("late"));
  }

  TEST_CASE("when every completer is gone the wait ends with an error") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::drop>(plugin, get("/")).failure.find("gone without a result") != std::string::npos);
  }
}
