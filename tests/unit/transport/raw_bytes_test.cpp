// What the tables of wire_*_test.cpp do not show.
#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

namespace {

const std::string kProbe = get("/now/probe", "Connection: close\r\n");

}  // namespace

TEST_SUITE("raw bytes") {
  TEST_CASE("every byte may come alone") {
    TestServer server;
    Client client{server.port()};
    for (const char byte : post("/now", "hello") + kProbe) {
      client.send({&byte, 1});
      server.settle();
    }
    const auto responses = split(client.read_to_end());
    REQUIRE(statuses(responses) == "200 200");
    CHECK(responses[0].body == "POST /now hello");
  }

  TEST_CASE("a refusal is a problem document") {
    TestServer server;
    Client client{server.port()};
    client.send("GET /now HTTP/1.1\r\n\r\n");
    const auto response = client.read();
    CHECK(response.has("Content-Type: application/problem+json"));
    CHECK(response.body.find("Host") != response.body.npos);
  }

  TEST_CASE("a refusal is plain text for a client that takes no JSON, in all lines of Accept") {
    TestServer server;
    const std::pair<std::string, std::string> rows[] = {
        {"Accept: text/html\r\nAccept: text/plain\r\n", "text/plain; charset=utf-8"},
        {"Accept: text/html\r\nAccept: application/*;q=0.1\r\n", "application/problem+json"},
        {"Accept: */*\r\nAccept: application/json;q=0\r\n", "text/plain; charset=utf-8"}};
    for (const auto& [accept, type] : rows) {
      CAPTURE(accept);
      Client refused{server.port()};
      refused.send(get("/now", accept + "Content-Length: x\r\n"));
      CHECK(refused.read().has("Content-Type: " + type));
      Client unknown{server.port()};
      unknown.send("BREW /now HTTP/1.1\r\nHost: a\r\n" + accept + "\r\n");
      CHECK(unknown.read().has("Content-Type: " + type));
    }
  }

  TEST_CASE("HEAD has the length of the content and no content") {
    TestServer server;
    Client client{server.port()};
    client.send("HEAD /size?5 HTTP/1.1\r\nHost: a\r\n\r\n" + kProbe);
    const auto responses = split(client.read_to_end(), true);
    REQUIRE(statuses(responses) == "200 200");
    CHECK(responses[0].has("Content-Length: 5"));
  }

  TEST_CASE("an HTTP/1.0 client that asks for it is told that the connection stays") {
    TestServer server;
    Client client{server.port()};
    client.send("GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read().has("Connection: keep-alive"));
    client.send("GET /now HTTP/1.0\r\n\r\n");
    CHECK(client.read().has("Connection: close"));
    CHECK(client.ended());
  }

  TEST_CASE("the peer's address comes with the request") {
    const std::pair<std::string, std::string> rows[] = {{"127.0.0.1", "127.0.0.1:"}, {"::1", "[::1]:"}};
    for (const auto& [host, begin] : rows) {
      TestServer server{{}, 1, host};
      Client client{server.port(), host};
      client.send(get("/peer"));
      const auto peer = client.read().body;
      CHECK(peer.starts_with(begin));
      CHECK(peer.size() > begin.size());
    }
  }
}
