#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

TEST_SUITE("large content") {
  TEST_CASE("10 MB up") {
    TestServer server;
    Client client{server.port()};
    std::string content;
    for (int i = 0; content.size() < 10'000'000; ++i) content += std::to_string(i);
    client.send(post("/now/large", content));
    CHECK(client.read().body == "POST /now/large " + content);
  }

  TEST_CASE("10 MB down, pipelined, with small answers between") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/size?10000000") + get("/now/a") + get("/size?10000000") + get("/now/b"));
    CHECK(client.read().body.size() == 10'000'000);
    CHECK(client.read().body == "GET /now/a ");
    CHECK(client.read().body.size() == 10'000'000);
    CHECK(client.read().body == "GET /now/b ");
  }

  TEST_CASE("answers of every size arrive whole when the client reads slowly") {
    TestServer server;
    Client client{server.port(), "127.0.0.1", 4096};
    std::string requests;
    for (int size = 1; size < 3'000'000; size *= 3) requests += get("/size?" + std::to_string(size));
    client.send(requests);
    for (std::size_t size = 1; size < 3'000'000; size *= 3) CHECK(client.read().body.size() == size);
  }

  TEST_CASE("a client that does not read gets few answers made ahead") {
    TestServer server;
    Client client{server.port(), "127.0.0.1", 4096};
    constexpr unsigned kRequests = 300;
    constexpr unsigned kSize = 1'000'000;
    std::string requests;
    for (unsigned i = 0; i < kRequests; ++i) requests += get("/size?" + std::to_string(kSize));
    client.send(requests);
    server.service().wait_until([](const Tally& tally) { return tally.opened > 0; });
    for (int i = 0; i < 20; ++i) server.settle();
    const Tally tally = server.service().tally();
    CHECK(tally.open <= 1);     // what the kernel does not take stays one answer
    CHECK(tally.opened <= 20);  // the rest is in the kernel's buffer
    for (unsigned i = 0; i < kRequests; ++i) REQUIRE(client.read().body.size() == kSize);
  }

  TEST_CASE("a request is not read while a large answer waits to be sent") {
    TestServer server;
    Client client{server.port(), "127.0.0.1", 4096};
    const auto small = [](int i) { return "/held/" + std::to_string(i); };
    std::string requests = get("/held/size?30000000");
    for (int i = 0; i < 20; ++i) requests += get(small(i));
    client.send(requests);
    server.service().wait_until([](const Tally& tally) { return tally.started == 21; });
    server.release("/held/size?30000000");
    for (int i = 0; i < 20; ++i) server.release(small(i));
    client.send(get("/now/last"));
    for (int i = 0; i < 10; ++i) server.settle();
    CHECK(server.service().tally().started == 21);
    CHECK(client.read().body.size() == 30'000'000);
    for (int i = 0; i < 20; ++i) CHECK(client.read().body == "GET " + small(i) + " ");
    CHECK(client.read().body == "GET /now/last ");
  }

  TEST_CASE("requests run one by one where answers are large") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/size?1000000"));
    CHECK(client.read().body.size() == 1'000'000);
    client.send(get("/held/1") + get("/held/2"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    server.settle();
    CHECK(server.service().tally().started == 2);
    server.release("/held/1");
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 2; });
    server.release("/held/2");
    CHECK(client.read().body == "GET /held/1 ");
    CHECK(client.read().body == "GET /held/2 ");
  }
}
