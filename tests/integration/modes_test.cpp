// Where handlers run: the route's mode decides.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

using Threads = std::set<std::string>;

// The thread numbers of several answers.
Threads threads_of(const RunningServer& server, const std::string& path) {
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    const auto response = server.ask(get(path));
    REQUIRE(response.status == 200);
    std::istringstream numbers{response.body};
    for (std::string number; numbers >> number;) threads.insert(number);
  }
  return threads;
}

}  // namespace

TEST_SUITE("modes") {
  // One worker for ever, so that its number tells it from the loops.
  constexpr auto kTable = R"(
pools: { default: { min: 1, max: 1, queue: 16 } }
routes:
  - { path: /plain, plugin: threads, handler: plain }
  - { path: /coroutine, plugin: threads, handler: coroutine }
  - { path: /coroutine-sync, plugin: threads, handler: coroutine, mode: sync }
  - { path: /offloading, plugin: threads, handler: offloading }
  - { path: /offloading-sync, plugin: threads, handler: offloading, mode: sync }
)";

  TEST_CASE("a sync handler runs on a worker, an async one on a loop") {
    const RunningServer server{kTable};
    const Threads worker = threads_of(server, "/plain");

    const Threads loops = threads_of(server, "/coroutine");

    REQUIRE(worker.size() == 1);
    CHECK(loops.count(*worker.begin()) == 0);
  }

  TEST_CASE("a coroutine routed as sync runs on workers before and after its wait") {
    const RunningServer server{kTable};
    CHECK(threads_of(server, "/coroutine-sync") == threads_of(server, "/plain"));
    CHECK(threads_of(server, "/offloading-sync") == threads_of(server, "/plain"));
  }

  TEST_CASE("of an offload handler the offloaded call alone runs on a worker") {
    const RunningServer server{kTable};
    const std::string worker = *threads_of(server, "/plain").begin();

    std::istringstream numbers{server.ask(get("/offloading")).body};
    std::string before, inside, after;
    numbers >> before >> inside >> after;

    CHECK(inside == worker);
    CHECK(before != worker);
    CHECK(after != worker);
  }

  TEST_CASE("offload from a route in mode async is a 500, and the log names the line and the fix") {
    RunningServer server{R"(
routes:
  - { path: /async, plugin: offloads_anyway }
  - path: /explicit
    plugin: offloads_anyway
    mode: async
  - { path: /offload, plugin: offloads_anyway, mode: offload }
  - { path: /sync, plugin: offloads_anyway, mode: sync }
)"};
    CHECK(server.ask(get("/async")).status == 500);
    CHECK(server.log().with({"offload() refused", "routes.yaml:3", "`mode: offload`"}).size() == 1);
    CHECK(server.ask(get("/explicit")).status == 500);
    CHECK(server.log().with({"offload() refused", "routes.yaml:6", "`mode: offload`"}).size() == 1);
    for (const std::string path : {"/offload", "/sync"}) {
      const auto response = server.ask(get(path));
      CHECK(response.status == 200);
      CHECK(response.body == "42");
    }
  }
}

}  // namespace siding::integration
