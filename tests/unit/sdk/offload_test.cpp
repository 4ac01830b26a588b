#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using siding::testing::get;

namespace {

using body = siding::task<siding::response>;

struct Plugin {
  std::thread::id loop;
  std::thread::id worker;
  std::string text = "kept";

  body where(const siding::request&) {
    loop = std::this_thread::get_id();
    co_await siding::offload([this] { worker = std::this_thread::get_id(); });
    co_return siding::text("done");
  }
  body moved(const siding::request&) {
    const auto work = [] { return std::make_unique<int>(7); };
    const std::unique_ptr<int> result = co_await siding::offload(work);
    co_return siding::text(std::to_string(*result));
  }
  body reference(const siding::request&) {
    std::string& same = co_await siding::offload([this]() -> std::string& { return text; });
    co_return siding::text(&same == &text ? "same" : "copy");
  }
  body throws(const siding::request&) {
    std::string caught;
    try {
      co_await siding::offload([] { throw std::out_of_range{"row 9"}; });
    } catch (const std::out_of_range& failure) {
      caught = failure.what();
    }
    co_return siding::text(caught);
  }
  body logs(const siding::request&) {
    co_await siding::offload([] { siding::log::info("from the pool"); });
    co_return siding::text("done");
  }
};

}  // namespace

TEST_SUITE("offload") {
  TEST_CASE("runs on another thread than the coroutine") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::where>(plugin, get("/")).status == 200);
    CHECK(plugin.loop != plugin.worker);
  }

  TEST_CASE("on a worker it runs at once, on the same thread") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::where>(plugin, get("/").mode(siding::mode::sync)).status == 200);
    CHECK(plugin.loop == plugin.worker);
  }

  TEST_CASE("gives results that only move, and references") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::moved>(plugin, get("/")).body == "7");
    CHECK(host.call<&Plugin::reference>(plugin, get("/")).body == "same");
  }

  TEST_CASE("throws what the call has thrown, from the pool and at once") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::throws>(plugin, get("/")).body == "row 9");
    CHECK(host.call<&Plugin::throws>(plugin, get("/").mode(siding::mode::sync)).body == "row 9");
  }

  TEST_CASE("is refused in mode async, with the fix in the message") {
    Plugin plugin;
    siding::testing::host host;
    const auto answer = host.call<&Plugin::where>(plugin, get("/").mode(siding::mode::async));
    CHECK(answer.status == 500);
    CHECK(answer.failure.find("mode: offload") != std::string::npos);
    CHECK(answer.failure.find("siding::offloading<>") != std::string::npos);
  }

  TEST_CASE("a full pool answers 503") {
    Plugin plugin;
    siding::testing::host host;
    host.limit_offloads(0);
    const auto answer = host.call<&Plugin::where>(plugin, get("/"));
    CHECK(answer.status == 503);
    CHECK(answer.failure.find("queue is full") != std::string::npos);
  }

  TEST_CASE("log lines of the call carry the request's id") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::logs>(plugin, get("/")).status == 200);
    REQUIRE(host.log().size() == 1);
    CHECK(host.log().front().text == "from the pool");
    CHECK(host.log().front().scope == "request-1");
  }
}
