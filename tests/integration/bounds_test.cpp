// What the host refuses before it hurts: requests in flight, jobs in a pool, bytes of a body.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "integration/harness/gate.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

void check_is_overloaded(const Response& response) {
  CHECK(response.status == 503);
  CHECK(response.has("Retry-After: 1"));
}

}  // namespace

TEST_SUITE("bounds") {
  TEST_CASE("beyond max_in_flight a route answers 503 at once, and serves again when one has left") {
    RunningServer server{R"(
plugins: { gate: { config: { folder: "{folder}" } } }
routes:
  - { path: "/async/{name}", plugin: gate, handler: async, max_in_flight: 2 }
  - { path: "/sync/{name}", plugin: gate, handler: sync, max_in_flight: 2 }
)"};
    for (const std::string path : {"/async/", "/sync/"}) {
      CAPTURE(path);
      Gate gate{server.folder(), path == "/sync/" ? "s" : "a"};
      const std::string request = get(path + (path == "/sync/" ? "s" : "a"));
      Client first = server.connect();
      Client second = server.connect();
      first.send(request);
      second.send(request);
      server.log().wait_for({"waiting at " + request.substr(request.find(path) + path.size(), 1)}, 2);

      check_is_overloaded(server.ask(request));

      gate.open(2);
      CHECK(first.read().status == 200);
      CHECK(second.read().status == 200);
      gate.open(20);  // for all that follow
      // A handler may still be on its way out when its answer arrives.
      unsigned status = 503;
      for (int i = 0; i < 20 && status == 503; ++i) status = server.ask(request).status;
      CHECK(status == 200);
      CHECK(server.log().with({"route " + path, "max_in_flight of 2"}).size() == 1);
    }
  }

  TEST_CASE("a pool whose workers and queue are full answers 503 at once") {
    RunningServer server{R"(
pools: { default: { min: 1, max: 1, queue: 1 } }
plugins: { gate: { config: { folder: "{folder}" } } }
routes:
  - { path: "/sync/{name}", plugin: gate, handler: sync }
)"};
    Gate gate{server.folder(), "g"};
    Client holder = server.connect();
    holder.send(get("/sync/g"));
    server.log().wait_for({"waiting at g"});

    // One of five waits in the queue, four are refused while the worker is held.
    std::atomic<int> refused{0};
    std::atomic<int> passed{0};
    std::vector<std::jthread> clients;
    for (int i = 0; i < 5; ++i) {
      clients.emplace_back([&] {
        const auto response = server.ask(get("/sync/g"));
        if (response.status == 200) ++passed;
        if (response.status == 503 && response.has("Retry-After: 1") && ++refused == 4) refused.notify_one();
      });
    }
    for (int seen = refused; seen < 4; seen = refused) refused.wait(seen);
    CHECK(passed == 0);

    gate.open(2);
    clients.clear();

    CHECK(holder.read().status == 200);
    CHECK(passed == 1);
    CHECK(refused == 4);
    CHECK(server.log().with({"route /sync/{name}", "queue is full"}).size() >= 1);
  }

  TEST_CASE("offload into a full pool answers 503, other routes of the loop live") {
    RunningServer server{R"(
pools: { default: { min: 1, max: 1, queue: 1 }, other: { min: 1, max: 1 } }
plugins: { gate: { config: { folder: "{folder}" } } }
routes:
  - { path: "/sync/{name}", plugin: gate, handler: sync }
  - { path: /offload, plugin: waits, handler: offload }
  - { path: /other, plugin: waits, handler: offload, pool: other }
  - { path: /in-time, plugin: waits, handler: in_time }
)",
                         kFixtures, 1};
    Gate gate{server.folder(), "g"};
    Client holder = server.connect();
    Client queued = server.connect();
    holder.send(get("/sync/g"));
    server.log().wait_for({"waiting at g"});
    queued.send(get("/offload"));
    server.log().wait_for({"about to offload"});
    CHECK(server.ask(get("/in-time")).body == "7");  // on the same loop, so that call is over

    check_is_overloaded(server.ask(get("/sync/g")));
    CHECK(server.ask(get("/other?x")).body == "offloaded x");

    gate.open(2);
    CHECK(holder.read().status == 200);
    CHECK(queued.read().status == 200);
  }

  TEST_CASE("a call that waited longer than queue_timeout is answered 503 without being run") {
    RunningServer server{R"(
pools: { default: { min: 1, max: 1, queue: 8, queue_timeout: 1ms } }
plugins: { gate: { config: { folder: "{folder}" } } }
routes:
  - { path: "/sync/{name}", plugin: gate, handler: sync }
  - { path: /offload, plugin: waits, handler: offload }
  - { path: /in-time, plugin: waits, handler: in_time }
)",
                         kFixtures, 1};
    unsigned held = 0;
    std::jthread holder;
    Gate gate{server.folder(), "g"};
    holder = std::jthread{[&] {
      do held = server.ask(get("/sync/g")).status;
      while (held == 503);  // so short a time may pass before a worker begins
    }};
    server.log().wait_for({"waiting at g"});
    Client late = server.connect();
    late.send(get("/offload"));
    server.log().wait_for({"about to offload"});
    CHECK(server.ask(get("/in-time")).body == "7");             // on the same loop, so that call is over
    std::this_thread::sleep_for(std::chrono::milliseconds{5});  // the time that is to pass; more does not matter

    gate.open();

    holder.join();
    CHECK(held == 200);
    check_is_overloaded(late.read());
  }

  TEST_CASE("an offload whose request was given up does not keep its worker's place") {
    RunningServer server{R"(
pools: { default: { min: 1, max: 1, queue: 8 } }
plugins: { gate: { config: { folder: "{folder}" } } }
routes:
  - { path: "/offloads/{name}", plugin: gate, handler: offloads, timeout: 20ms }
  - { path: /other, plugin: threads, handler: plain }
)",
                         kFixtures, 1};
    const Gate gate{server.folder(), "g"};
    unsigned given_up = 0;
    while (server.log().with({"waiting at g"}).empty()) given_up = server.ask(get("/offloads/g")).status;
    CHECK(given_up == 504);

    CHECK(server.ask(get("/other")).status == 200);  // the pool's only worker is still inside
  }

  TEST_CASE("the next offload of a request goes before those that wait for what it holds") {
    RunningServer server{R"(
pools: { default: { min: 1, max: 1, queue: 2 } }
plugins: { gate: { config: { folder: "{folder}" } } }
routes:
  - { path: "/offloads/{name}", plugin: gate, handler: offloads }
)",
                         kFixtures, 1};
    Gate first{server.folder(), "first"};
    Gate second{server.folder(), "second"};
    Client holder = server.connect();
    Client waiting = server.connect();
    holder.send(get("/offloads/first"));
    server.log().wait_for({"waiting at first"});
    waiting.send(get("/offloads/second"));

    first.open();

    server.log().wait_for({"waiting at second"});  // it holds the worker until the other request has ended
    CHECK(holder.read().status == 200);
    second.open();
    CHECK(waiting.read().status == 200);
  }

  TEST_CASE("a body beyond the route's limit is 413, one within is not") {
    const RunningServer server{R"(
server: { limits: { body: 20B } }
routes:
  - { path: /ten, methods: [POST], plugin: good, handler: quick, body: 10B }
  - { path: /default, methods: [POST], plugin: good, handler: quick }
  - { path: /thirty, methods: [POST], plugin: good, handler: quick, body: 30B }
)"};
    const auto status = [&](const std::string& path, std::size_t size) {
      return server.ask(post(path, std::string(size, 'x'))).status;
    };
    CHECK(status("/ten", 10) == 200);
    CHECK(status("/ten", 11) == 413);
    CHECK(status("/default", 20) == 200);
    CHECK(status("/default", 21) == 413);
    CHECK(status("/thirty", 30) == 200);
    CHECK(status("/thirty", 31) == 413);
    const std::string chunked = "POST /ten HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    CHECK(server.ask(chunked + "a\r\n0123456789\r\n0\r\n\r\n").status == 200);
    CHECK(server.ask(chunked + "6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n").status == 413);
  }
}

}  // namespace siding::integration
