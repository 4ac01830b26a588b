// Handlers that break the promise of `async`: the loop goes on, the culprit is named.
//
// One loop, so that a request which is answered while another holds the loop
// proves that a second thread drives it.
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "integration/harness/gate.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

std::string table(const std::string& stall = "") {
  return "\n" + stall + R"(
plugins: { stalls: { config: { folder: "{folder}" } } }
routes:
  - { path: "/blocks/{name}", plugin: stalls, handler: blocks }
  - { path: "/computes/{name}", plugin: stalls, handler: computes }
  - { path: "/between/{name}", plugin: stalls, handler: between }
  - { path: "/locks/{name}", plugin: stalls, handler: locks }
  - { path: /naps, plugin: stalls, handler: naps }
  - { path: /quick, plugin: stalls, handler: quick }
  - { path: /others, plugin: threads, handler: coroutine }
)";
}

}  // namespace

TEST_SUITE("a stalled loop") {
  TEST_CASE("others are answered while a call in an async route blocks, and so is it in the end") {
    RunningServer server{table(), kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client blocked = server.connect();
    blocked.send(get("/blocks/gate"));

    for (int i = 0; i < 20; ++i) CHECK(server.ask(get("/quick")).status == 200);
    const auto lines = server.log().wait_for({"has blocked event loop 0"});

    gate.open();
    CHECK(blocked.read().status == 200);
    CAPTURE(LogLines::join(lines));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("route /blocks/{name} (") != std::string::npos);
    CHECK(lines[0].find("routes.yaml:5), plugin stalls, handler blocks has blocked") != std::string::npos);
    CHECK(lines[0].find(" ms in read; the loop goes on with another thread, ") != std::string::npos);
    CHECK(lines[0].find("Fix: write `mode: sync` at ") != std::string::npos);
  }

  TEST_CASE("the thread that comes back late answers its own request only") {
    RunningServer server{table(), kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client connection = server.connect();
    connection.send(get("/blocks/gate") + get("/quick"));  // pipelined: the second waits for the first
    server.log().wait_for({"has blocked event loop 0"});
    CHECK(server.ask(get("/quick")).status == 200);

    gate.open();

    const auto late = connection.read();
    const auto next = connection.read();
    CHECK(late.status == 200);
    CHECK(next.status == 200);
    CHECK(late.body != next.body);
  }

  TEST_CASE("a call that computes is reported as computing") {
    RunningServer server{table(), kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client busy = server.connect();
    busy.send(get("/computes/gate"));

    CHECK(server.ask(get("/quick")).status == 200);
    // On a machine without a free core it may have been starved rather than computing.
    const auto lines = server.log().wait_for({"handler computes", "event loop 0"});

    CHECK(lines[0].find("has blocked") == std::string::npos);
    gate.open();
    CHECK(busy.read().status == 200);
  }

  TEST_CASE("after a stall the calls of the route run on workers, a suspended coroutine's too") {
    RunningServer server{table(), kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client first = server.connect();
    first.send(get("/between/gate"));
    server.log().wait_for({"handler between has blocked"});

    Client second = server.connect();
    second.send(get("/between/gate"));
    gate.open(2);

    // Not always on the same worker: what continues a coroutine does not wait for one that is taken.
    const std::string loop = server.ask(get("/quick")).body;
    CHECK(second.read().body != loop);
    CHECK(first.read().body != loop);  // it slept once more after the stall
  }

  TEST_CASE("calls that are too short to rescue are charged, and their route is demoted") {
    RunningServer server{table("stall: { rescue_after: 1h, rescue_running_after: 1h }"), kFixtures, 1};
    Client client = server.connect();
    while (server.log().with({"handler naps has held event loop 0"}).empty()) {
      client.send(get("/naps"));
      REQUIRE(client.read().status == 200);
    }
    CHECK(server.ask(get("/naps")).status == 200);
    CHECK(server.log().with({"has blocked"}).empty());
  }

  TEST_CASE("a plugin that deadlocks its calls on one lock is refused in the end, the rest serves") {
    RunningServer server{table("stall: { rescue_after: 5ms, demote_after: 1000 }\n"
                               "pools: { default: { min: 1, max: 4, queue: 4 } }"),
                         kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    std::deque<Client> waiting;
    unsigned refused = 0;
    while (refused == 0) {
      REQUIRE(waiting.size() < 100);
      Client& client = waiting.emplace_back(server.port());
      client.send(get("/locks/gate"));
      CHECK(server.ask(get("/others")).status == 200);
      if (server.log().with({"handler locks", "answering 503"}).empty()) continue;
      refused = client.read().status;
      waiting.pop_back();
    }
    CHECK(refused == 503);
    gate.open(static_cast<unsigned>(waiting.size()));
    for (Client& client : waiting) client.read();
    CHECK(server.ask(get("/others")).status == 200);
  }

  TEST_CASE("new connections go to the loops that are not stuck") {
    RunningServer server{table("stall: { on_block: warn }"), kFixtures, 2};
    Gate gate{server.folder(), "gate"};
    Client blocked = server.connect();
    blocked.send(get("/blocks/gate"));
    server.log().wait_for({"has blocked event loop"});

    for (int i = 0; i < 10; ++i) CHECK(server.ask(get("/quick")).status == 200);

    gate.open();
    CHECK(blocked.read().status == 200);
  }

#ifndef __SANITIZE_THREAD__  // ThreadSanitizer holds signals back until the system call has returned
  TEST_CASE("backtrace: once logs the stack of a route's first stall, with the plugin's frames") {
    RunningServer server{table("stall: { backtrace: once, demote_after: 1000 }"), kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client first = server.connect();
    first.send(get("/blocks/gate"));
    const auto lines = server.log().wait_for({"handler blocks: its stack was "});
    Client second = server.connect();
    second.send(get("/blocks/gate"));
    while (server.server().snapshot().routes[0].stalls.all() < 2) CHECK(server.ask(get("/quick")).status == 200);

    gate.open(2);

    CHECK(first.read().status == 200);
    CHECK(second.read().status == 200);
    CAPTURE(LogLines::join(lines));
    CHECK(lines[0].find(" < stalls.so+0x") != std::string::npos);
    CHECK(server.log().with({"its stack was"}).size() == 1);
  }
#endif

  TEST_CASE("on_block: ignore leaves the loop to the call, and says nothing") {
    RunningServer server{table("stall: { rescue_after: 1ms, on_block: ignore }"), kFixtures, 1};
    for (int i = 0; i < 5; ++i) CHECK(server.ask(get("/naps")).status == 200);
    CHECK(server.log().with({"event loop"}).empty());
  }

  TEST_CASE("on_block: warn changes nothing, but says so") {
    RunningServer server{table("stall: { on_block: warn }"), kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client blocked = server.connect();
    blocked.send(get("/blocks/gate"));

    CHECK(server.log().wait_for({"has blocked event loop 0", "stall.on_block is warn"}).size() == 1);

    gate.open();
    CHECK(blocked.read().status == 200);
    CHECK(server.ask(get("/quick")).status == 200);
  }
}

}  // namespace siding::integration
