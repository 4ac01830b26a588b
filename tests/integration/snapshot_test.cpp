// What a server says of itself while it serves: as values, and to the log on SIGUSR2.
#include <doctest/doctest.h>

#include <csignal>
#include <string>

#include "dispatch/snapshot.hpp"
#include "integration/harness/gate.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"
#include "integration/harness/temp_folder.hpp"

namespace siding::integration {

namespace {

using scheduler::StallAction;
using scheduler::StallKind;

constexpr auto kTable = R"(
plugins: { gate: { config: { folder: "{folder}" } }, stalls: { config: { folder: "{folder}" } } }
pools: { default: { min: 1, max: 1, queue: 1 } }
routes:
  - { path: "/blocks/{name}", plugin: stalls, handler: blocks }
  - { path: /quick, plugin: stalls, handler: quick }
  - { path: "/sync/{name}", plugin: gate, handler: sync }
  - { path: "/few/{name}", plugin: gate, handler: async, max_in_flight: 1 }
  - { path: "/short/{name}", plugin: gate, handler: async, timeout: 1ms }
)";

std::uint64_t rejected(RunningServer& server, std::size_t route, dispatch::Rejection why) {
  const auto snapshot = server.server().snapshot();
  return snapshot.routes[route].rejections[static_cast<std::size_t>(why)];
}

}  // namespace

TEST_SUITE("a snapshot") {
  TEST_CASE("shows a stall, its rescue and the demotion") {
    RunningServer server{kTable, kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client blocked = server.connect();
    blocked.send(get("/blocks/gate"));
    server.log().wait_for({"has blocked event loop 0"});

    const auto during = server.server().snapshot();
    gate.open();
    CHECK(blocked.read().status == 200);

    CHECK(during.loops.size() == 1);
    CHECK(during.loops[0].late == 1);
    CHECK(during.stalls.of(StallKind::blocked) == 1);
    CHECK(during.stalls.of(StallAction::rescued) == 1);
    const auto& route = during.routes[0];
    CHECK(route.stalls.of(StallKind::blocked) == 1);
    CHECK(route.demotions == 1);
    CHECK(route.demoted);
    CHECK(route.has_a_story());
    CHECK_FALSE(during.routes[1].has_a_story());
  }

  TEST_CASE("counts what was rejected by its reason") {
    RunningServer server{kTable, kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client few = server.connect();
    Client running = server.connect();
    Client queued = server.connect();
    few.send(get("/few/gate"));
    running.send(get("/sync/gate"));
    server.log().wait_for({"waiting at gate"}, 2);
    queued.send(get("/sync/gate"));
    while (server.server().snapshot().pools[0].gauge.waiting == 0) CHECK(server.ask(get("/quick")).status == 200);

    CHECK(server.ask(get("/few/gate")).status == 503);
    CHECK(server.ask(get("/sync/gate")).status == 503);
    CHECK(server.ask(get("/short/gate")).status == 504);

    CHECK(rejected(server, 2, dispatch::Rejection::queue_full) == 1);
    CHECK(rejected(server, 3, dispatch::Rejection::in_flight) == 1);
    CHECK(rejected(server, 4, dispatch::Rejection::timed_out) == 1);
    gate.open(3);
    CHECK(queued.read().status == 200);
  }

  TEST_CASE("goes to the log on SIGUSR2, and its sum when the server stops") {
    const TempFolder folder;
    const auto table = folder.write("routes.yaml",
                                    "version: 1\nroutes:\n"
                                    "  - { path: \"/hello/{name}\", plugin: hello, handler: async }\n");
    Process process{{"serve", "-c", table, "--port", "0", "--loops", "1"}};
    process.wait_for_port();

    process.signal(SIGUSR2);
    process.wait_for("event loop 0: 0 connections, driven by thread ");
    process.wait_for("pool default: 4 of 256 threads, ");
    process.wait_for("1 routes without stalls and rejections");

    process.signal(SIGTERM);
    const auto ended = process.wait();
    CHECK(ended.code == 0);
    CHECK(ended.err.find("since the start: 0 stalls, 0 rescues, 0 demotions; 0 requests rejected") !=
          std::string::npos);
  }
}

}  // namespace siding::integration
