#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;
using namespace std::chrono_literals;

TEST_SUITE("timeouts") {
  TEST_CASE("a head that does not end in time is answered 408") {
    TestServer server{{.header_timeout = 50ms}};
    Client client{server.port()};
    client.send("GET /now HTTP/1.1\r\n");
    const auto responses = split(client.read_to_end());
    REQUIRE(statuses(responses) == "408");
    CHECK(responses[0].has("Connection: close"));
  }

  TEST_CASE("bytes that trickle in do not extend the time for the head") {
    TestServer server{{.header_timeout = 100ms}};
    Client client{server.port()};
    client.send("GET /now HTTP/1.1\r\nA: ");
    while (client.send("a") && server.service().tally().opened == 0) server.settle();
    CHECK(statuses(split(client.read_to_end())) == "408");
  }

  TEST_CASE("content that stops is answered 408") {
    TestServer server{{.body_timeout = 50ms}};
    Client client{server.port()};
    client.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    CHECK(statuses(split(client.read_to_end())) == "408");
  }

  TEST_CASE("content that trickles in uses its time up") {
    for (const std::string framing : {"Content-Length: 90000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n15F90\r\n"}) {
      TestServer server{{.body_timeout = 100ms, .body_rate = 1'000'000'000}};
      Client client{server.port()};
      client.send("POST /now HTTP/1.1\r\nHost: a\r\n" + framing);
      server.settle();
      for (std::size_t sent = 0; sent < 80'000 && server.service().tally().open == 1; ++sent) {
        client.send("a");
        server.settle();
      }
      CHECK(server.service().tally().started == 0);
      CHECK(statuses(split(client.read_to_end())) == "408");
    }
  }

  TEST_CASE("an idle connection is closed without a word, fresh or used") {
    TestServer server{{.idle_timeout = 50ms}};
    Client fresh{server.port()};
    CHECK(fresh.ended());
    Client used{server.port()};
    used.send(get("/now"));
    CHECK(used.read().status == 200);
    CHECK(used.ended());
  }

  TEST_CASE("a running request has no deadline here") {
    TestServer server{{.header_timeout = 20ms, .body_timeout = 20ms, .idle_timeout = 20ms, .write_timeout = 20ms}};
    Client client{server.port()};
    client.send(get("/held"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    Client other{server.port()};
    CHECK(other.ended());  // so that more time than its own has passed
    server.release("/held");
    CHECK(client.read().status == 200);
  }

  TEST_CASE("a client that takes a little now and then is closed") {
    TestServer server{{.write_timeout = 100ms, .write_rate = 1'000'000'000}};
    Client client{server.port(), "127.0.0.1", 4096};
    client.send(get("/size?30000000"));
    server.service().wait_until([](const Tally& tally) { return tally.opened == 1; });
    while (server.connection_count() == 1 && client.sip(100)) {
    }
    server.wait_for_connections(0);
  }

  TEST_CASE("a client that takes nothing is closed") {
    TestServer server{{.write_timeout = 50ms}};
    Client client{server.port(), "127.0.0.1", 4096};
    client.send(get("/size?30000000"));
    server.service().wait_until([](const Tally& tally) { return tally.opened == 1 && tally.open == 0; });
    server.wait_for_connections(0);
  }
}
