#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

namespace {

std::string expecting(const std::string& path, std::size_t length) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + std::to_string(length) +
         "\r\n\r\n";
}

}  // namespace

TEST_SUITE("admission") {
  TEST_CASE("a client that expects it is told to go on") {
    TestServer server;
    Client client{server.port()};
    client.send(expecting("/now", 5));
    CHECK(client.read().status == 100);
    client.send("hello");
    CHECK(client.read().body == "POST /now hello");
  }

  TEST_CASE("100 comes after the answers to the requests before") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1") + expecting("/now", 5));
    server.service().wait_until([](const Tally& tally) { return tally.opened == 2; });
    server.release("/held/1");
    CHECK(client.read().body == "GET /held/1 ");
    CHECK(client.read().status == 100);
    client.send("hello");
    CHECK(client.read().body == "POST /now hello");
  }

  TEST_CASE("no 100 when the content comes along, or is not wanted") {
    TestServer server;
    Client eager{server.port()};
    eager.send(expecting("/now", 5) + "hello");
    CHECK(eager.read().status == 200);
    eager.send(expecting("/now", 5) + "hel");
    server.settle();
    eager.send("lo");
    CHECK(eager.read().status == 200);
    Client denied{server.port()};
    denied.send(expecting("/denied", 5));
    CHECK(statuses(split(denied.read_to_end())) == "404");
    Client large{server.port()};
    large.send(expecting("/now", 200'000));
    CHECK(statuses(split(large.read_to_end())) == "413");
  }

  TEST_CASE("413 comes before the content is read") {
    TestServer server;
    Client client{server.port()};
    client.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n");
    const auto response = client.read();
    CHECK(response.status == 413);
    CHECK(response.has("Connection: close"));
    CHECK(server.service().tally().started == 0);
  }

  TEST_CASE("unwanted content: a little is skipped, the connection kept") {
    TestServer server;
    Client client{server.port()};
    client.send(post("/denied", std::string(60'000, 'x')) + get("/now/next"));
    CHECK(client.read().status == 404);
    CHECK(client.read().body == "GET /now/next ");
  }

  TEST_CASE("unwanted content: of much of it the client still gets the answer") {
    TestServer server;
    Client client{server.port()};
    CHECK(client.send(post("/denied", std::string(8'000'000, 'x')) + get("/now")));  // read, though nobody wants it
    const auto responses = split(client.read_to_end());
    REQUIRE(statuses(responses) == "404");
    CHECK(responses[0].has("Connection: close"));
  }

  TEST_CASE("an exception costs one connection, not the loop") {
    TestServer server;
    Client unlucky{server.port()};
    unlucky.send(get("/throws"));
    CHECK(unlucky.ended());
    CHECK(server.service().tally().abandoned == 1);
    Client other{server.port()};
    other.send(get("/now"));
    CHECK(other.read().status == 200);
  }
}
