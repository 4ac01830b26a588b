#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

TEST_SUITE("a client that leaves") {
  TEST_CASE("by half-closing still gets its answers") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1") + get("/held/2"));
    client.half_close();
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 2; });
    server.settle();
    server.release("/held/1");
    server.release("/held/2");
    CHECK(statuses(split(client.read_to_end())) == "200 200");
    CHECK(server.service().tally().abandoned == 0);
  }

  TEST_CASE("by half-closing is answered on everything that it had sent, however much that is") {
    TestServer server;
    Client client{server.port()};
    std::string requests;
    for (int i = 0; i < 500; ++i) requests += get("/now");
    client.send(requests);
    client.half_close();
    CHECK(split(client.read_to_end()).size() == 500);
  }

  TEST_CASE("in the middle of a request is told so") {
    TestServer server;
    const std::string cases[] = {"GET /now HT", "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"};
    for (const auto& bytes : cases) {
      Client client{server.port()};
      client.send(bytes);
      client.half_close();
      CHECK(statuses(split(client.read_to_end())) == "400");
    }
  }

  TEST_CASE("without a request is not answered") {
    TestServer server;
    Client client{server.port()};
    client.half_close();
    CHECK(client.ended());
  }

  TEST_CASE("by a reset is noticed while its request runs") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    client.reset();
    server.service().wait_until([](const Tally& tally) { return tally.abandoned == 1; });
    CHECK(server.service().tally().abandoned_as == "client gone");
    server.wait_for_connections(0);
  }

  TEST_CASE("by a reset is noticed although it had sent more, or had half-closed") {
    TestServer server;
    Client more{server.port()};
    more.send(post("/held/1", "x"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    more.send(get("/now") + get("/now"));
    server.settle();
    more.reset();
    server.service().wait_until([](const Tally& tally) { return tally.abandoned == 1; });

    Client half{server.port()};
    half.send(get("/held/2"));
    half.half_close();
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 2; });
    server.settle();
    half.reset();
    server.release("/held/2");  // after its FIN a client is known to be gone at the first send
    server.wait_for_connections(0);
    CHECK(server.service().tally().open == 0);
  }
}
