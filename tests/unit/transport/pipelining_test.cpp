#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

TEST_SUITE("pipelining") {
  TEST_CASE("answers leave in the order of the requests, whichever is ready first") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1") + get("/now/2") + get("/held/3") + get("/queued"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 2; });
    server.release("/held/3");
    server.release("/held/1");
    CHECK(client.read().body == "GET /held/1 ");
    CHECK(client.read().body == "GET /now/2 ");
    CHECK(client.read().body == "GET /held/3 ");
    CHECK(client.read().body == "GET /queued ");
  }

  TEST_CASE("safe requests of one connection run side by side, 32 at most") {
    TestServer server;
    Client client{server.port()};
    std::string requests;
    for (int i = 0; i < 40; ++i) requests += get("/held/" + std::to_string(i));
    client.send(requests);
    server.settle();
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 32; });
    CHECK(server.service().tally().opened == 32);
    server.release("/held/0");
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 33; });
    for (int i = 1; i < 40; ++i) {
      const auto target = "/held/" + std::to_string(i);
      server.service().wait_until([&](const Tally& tally) { return tally.held.size() > static_cast<unsigned>(i); });
      server.release(target);
    }
    for (int i = 0; i < 40; ++i) CHECK(client.read().body == "GET /held/" + std::to_string(i) + " ");
  }

  TEST_CASE("an unsafe request waits for those before it and holds back those behind it") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1") + post("/held/2", "x") + get("/held/3"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    server.settle();
    CHECK(server.service().tally().started == 1);
    server.release("/held/1");
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 2; });
    server.settle();
    CHECK(server.service().tally().started == 2);
    server.release("/held/2");
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 3; });
    server.release("/held/3");
    CHECK(client.read().body == "GET /held/1 ");
    CHECK(client.read().body == "POST /held/2 x");
    CHECK(client.read().body == "GET /held/3 ");
  }

  TEST_CASE("a thousand requests in one piece are all answered, in order") {
    TestServer server;
    Client client{server.port()};
    std::string requests;
    for (int i = 0; i < 1000; ++i) requests += get("/now/" + std::to_string(i));
    client.send(requests);
    for (int i = 0; i < 1000; ++i) REQUIRE(client.read().body == "GET /now/" + std::to_string(i) + " ");
  }

  TEST_CASE("what follows a request with `Connection: close` is not read") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1", "Connection: close\r\n") + get("/now/2"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    server.release("/held/1");
    CHECK(statuses(split(client.read_to_end())) == "200");
    CHECK(server.service().tally().opened == 1);
  }

  TEST_CASE("a refused request leaves the answers before it in peace") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1") + "GET / HTTP/1.1\r\n\r\n");
    server.service().wait_until([](const Tally& tally) { return tally.opened == 2; });
    server.release("/held/1");
    CHECK(statuses(split(client.read_to_end())) == "200 400");
  }
}
