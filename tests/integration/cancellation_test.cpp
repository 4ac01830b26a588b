// Requests that nobody waits for any more: the handler is told why.
#include <doctest/doctest.h>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

constexpr const char* kTimesOut = R"(
routes:
  - { path: /sleeps, plugin: lingers, handler: sleeps, timeout: 20ms }
)";

}  // namespace

TEST_SUITE("cancellation") {
  TEST_CASE("a client that leaves wakes the waiting coroutine and calls on_cancel") {
    for (const std::string mode : {"async", "sync"}) {
      CAPTURE(mode);
      RunningServer server{"\nroutes: [ { path: /sleeps, plugin: lingers, handler: sleeps, mode: " + mode + " } ]\n"};
      Client client = server.connect();
      client.send(get("/sleeps"));
      server.log().wait_for({"sleeping"});

      client.reset();

      server.log().wait_for({"woken: the client has left"});
      server.log().wait_for({"the callback was called"});
    }
  }

  TEST_CASE("a client that closes without a word is noticed too") {
    RunningServer server{"\nroutes: [ { path: /sleeps, plugin: lingers, handler: sleeps } ]\n"};
    {
      Client client = server.connect();
      client.send(get("/sleeps"));
      server.log().wait_for({"sleeping"});
    }
    server.log().wait_for({"woken: the client has left"});
  }

  TEST_CASE("the route's timeout answers 504, wakes the coroutine and calls on_cancel") {
    RunningServer server{kTimesOut};
    CHECK(server.ask(get("/sleeps")).status == 504);
    server.log().wait_for({"woken: the route's timeout has passed"});
    server.log().wait_for({"the callback was called"});
    CHECK(server.log().wait_for({"handler sleeps", "timed out after 20 ms"}).size() == 1);
  }

  TEST_CASE("a timeout is told of once, also when the handler then ends by it") {
    RunningServer server{kTimesOut};
    CHECK(server.ask(get("/sleeps")).status == 504);
    CHECK(server.log().wait_for({"debug", "handler sleeps", "answered 504"}).size() == 1);
    CHECK(server.log().with({"warning", "handler sleeps", "timed out after 20 ms"}).size() == 1);
    CHECK(server.log().with({"error", "handler sleeps"}).empty());
  }

  TEST_CASE("a handler that computes sees that the client has left, or that the timeout has passed") {
    RunningServer server{R"(
routes:
  - { path: /long, plugin: lingers, handler: computes }
  - { path: /short, plugin: lingers, handler: computes, timeout: 20ms }
)"};
    Client client = server.connect();
    client.send(get("/long"));
    server.log().wait_for({"computing"});
    client.reset();
    server.log().wait_for({"stopped: the client has left"});

    CHECK(server.ask(get("/short")).status == 504);
    server.log().wait_for({"stopped: the route's timeout has passed"});
  }

  TEST_CASE("the log lines of a handler carry its request's id") {
    RunningServer server{kTimesOut};
    server.ask(get("/sleeps"));
    const std::string line = server.log().wait_for({"sleeping"}).front();
    const std::string id = line.substr(line.find('[') + 1, 16);
    CHECK(server.log().wait_for({"timed out", "request " + id}).size() == 1);
    CHECK(line.starts_with("info plugin.lingers: ["));
  }
}

}  // namespace siding::integration
