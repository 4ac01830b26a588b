#include <doctest/doctest.h>

#include <future>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

namespace {

std::future<void> drain(TestServer& server) {
  auto empty = std::make_shared<std::promise<void>>();
  server.on_loop([&] { server.connections().drain([empty] { empty->set_value(); }); });
  return empty->get_future();
}

std::future<void> retire(TestServer& server) {
  auto empty = std::make_shared<std::promise<void>>();
  server.on_loop([&] { server.connections().retire([empty] { empty->set_value(); }); });
  return empty->get_future();
}

}  // namespace

TEST_SUITE("retire") {
  TEST_CASE("leaves an idle connection open until its next answer, which says that it is the last one") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/now"));
    CHECK_FALSE(client.read().has("Connection: close"));
    auto empty = retire(server);
    client.send(get("/now"));
    const auto last = client.read();
    CHECK(last.status == 200);
    CHECK(last.has("Connection: close"));
    CHECK(client.ended());
    client.reset();
    empty.get();
  }

  TEST_CASE("lets a running request answer, with `Connection: close`") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    auto empty = retire(server);
    server.release("/held");
    CHECK(client.read().has("Connection: close"));
    CHECK(client.ended());
    client.reset();
    empty.get();
  }

  TEST_CASE("does not reset a client whose next request was on its way") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    auto empty = retire(server);
    client.send(get("/now"));  // nobody reads it: the answer before says so
    server.release("/held");
    CHECK(client.read().has("Connection: close"));
    CHECK(client.read_to_end().empty());
    CHECK_FALSE(client.was_reset());
    client.half_close();
    empty.get();
  }

  TEST_CASE("ends with a drain") {
    TestServer server;
    Client idle{server.port()};
    server.wait_for_connections(1);
    auto retired = retire(server);
    CHECK(retired.wait_for(std::chrono::seconds{0}) == std::future_status::timeout);
    auto empty = drain(server);
    CHECK(idle.ended());
    empty.get();
  }
}

TEST_SUITE("drain") {
  TEST_CASE("closes idle connections and says when all are gone") {
    TestServer server;
    Client fresh{server.port()};
    Client used{server.port()};
    used.send(get("/now"));
    used.read();
    server.wait_for_connections(2);
    auto empty = drain(server);
    CHECK(fresh.ended());
    CHECK(used.ended());
    empty.get();
  }

  TEST_CASE("is over at once without connections") {
    TestServer server;
    drain(server).get();
  }

  TEST_CASE("lets a running request answer, with `Connection: close`") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held/1") + get("/held/2"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 2; });
    auto empty = drain(server);
    CHECK(empty.wait_for(std::chrono::seconds{0}) == std::future_status::timeout);
    server.release("/held/1");
    server.release("/held/2");
    const auto responses = split(client.read_to_end());
    REQUIRE(statuses(responses) == "200 200");
    CHECK_FALSE(responses[0].has("Connection: close"));
    CHECK(responses[1].has("Connection: close"));
    empty.get();
  }

  TEST_CASE("answers a request that has arrived and is not read yet") {
    TestServer server;
    Client client{server.port()};
    server.wait_for_connections(1);
    std::promise<void> empty;
    server.on_loop([&] {
      client.send(get("/now"));
      server.connections().drain([&] { empty.set_value(); });
    });
    const auto responses = split(client.read_to_end());
    REQUIRE(statuses(responses) == "200");
    CHECK(responses[0].has("Connection: close"));
    empty.get_future().get();
  }

  TEST_CASE("lets a request arrive that has begun") {
    TestServer server;
    Client content{server.port()};
    content.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    Client head{server.port()};
    head.send("GET /now HTTP/1.1\r\nHo");
    server.wait_for_connections(2);
    server.settle();
    auto empty = drain(server);
    content.send("lo");
    head.send("st: a\r\n\r\n");
    CHECK(content.read().has("Connection: close"));
    CHECK(head.read().has("Connection: close"));
    empty.get();
  }

  TEST_CASE("close_all() abandons what runs") {
    TestServer server;
    Client client{server.port()};
    client.send(get("/held"));
    server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    auto empty = drain(server);
    server.on_loop([&] { server.connections().close_all(); });
    empty.get();
    CHECK(server.service().tally().abandoned == 1);
    CHECK(client.ended());
  }

  TEST_CASE("a loop that stops takes its connections with it") {
    Client* client = nullptr;
    {
      TestServer server;
      client = new Client{server.port()};
      client->send(get("/held"));
      server.service().wait_until([](const Tally& tally) { return tally.held.size() == 1; });
    }
    CHECK(client->ended());
    delete client;
  }
}
