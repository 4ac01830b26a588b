#include "transport/connection_limit.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "test_server.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

namespace {

// On a connection of its own, which waits for the next request afterwards.
std::unique_ptr<Client> served(TestServer& server, const std::string& source = "") {
  auto client = std::make_unique<Client>(server.port(), "127.0.0.1", 0, source);
  client->send(get("/now"));
  REQUIRE(client->read().status == 200);
  server.settle();
  return client;
}

// On a connection of its own, which has a request running.
std::unique_ptr<Client> held(TestServer& server, const std::string& source = "", unsigned loop = 0) {
  auto client = std::make_unique<Client>(server.port(), "127.0.0.1", 0, source);
  const std::size_t before = server.service(loop).tally().held.size();
  client->send(get("/held"));
  server.service(loop).wait_until([&](const Tally& tally) { return tally.held.size() == before + 1; });
  return client;
}

void check_serves(Client& client) {
  client.send(get("/now"));
  CHECK(client.read().status == 200);
}

void check_refused(Client& client) {
  const auto responses = split(client.read_to_end());
  REQUIRE(statuses(responses) == "503");
  CHECK(responses[0].has("Retry-After: 1"));
}

}  // namespace

TEST_SUITE("connection limit") {
  TEST_CASE("beyond the limit the connection that has been idle longest gives way") {
    TestServer server{{.connections = 2}};
    const auto first = served(server);
    const auto second = served(server);
    check_serves(*first);
    server.settle();

    const auto third = served(server);

    CHECK(second->ended());
    check_serves(*first);
    check_serves(*third);
  }

  TEST_CASE("a connection that never sent anything gives way too") {
    TestServer server{{.connections = 1}};
    Client silent{server.port()};
    server.wait_for_connections(1);
    const auto next = served(server);
    CHECK(silent.ended());
  }

  TEST_CASE("connections with a request never give way, and who comes is told to come back") {
    TestServer server{{.connections = 2}};
    const auto running = held(server);
    Client receiving{server.port()};
    receiving.send("GET /now HTTP/1.1\r\n");
    server.wait_for_connections(2);
    server.settle();

    Client third{server.port()};

    check_refused(third);
    receiving.send("Host: a\r\n\r\n");
    CHECK(receiving.read().status == 200);
    server.release("/held");
    CHECK(running->read().status == 200);
    const auto fourth = served(server);
  }

  TEST_CASE("an idle connection of another loop gives way") {
    TestServer server{{.connections = 2, .connections_per_address = 4}, 2};
    const auto running = held(server);  // on the first loop
    const auto idle = served(server);   // on the second
    const auto next = served(server);   // on the first
    CHECK(idle->ended());
    server.release("/held");
    CHECK(running->read().status == 200);
  }

  TEST_CASE("an address has a limit of its own, and others do not suffer from it") {
    TestServer server{{.connections = 8, .connections_per_address = 2}};
    const auto first = held(server);
    const auto second = held(server);
    Client third{server.port()};
    check_refused(third);
    const auto other = served(server, "127.0.0.2");
    server.wait_for_connections(4);  // the refused one waits for its client's end
  }

  TEST_CASE("an address beyond its limit gives up its own idle connection, not another's") {
    TestServer server{{.connections = 8, .connections_per_address = 2}};
    const auto other = served(server, "127.0.0.2");
    const auto idle = served(server);
    const auto running = held(server);

    const auto next = served(server);

    CHECK(idle->ended());
    check_serves(*other);
    check_serves(*next);
  }

  TEST_CASE("by default an address may have three quarters of all") {
    CHECK(most_per_address({.connections = 10'000}) == 7'500);
    CHECK(most_per_address({.connections = 1}) == 1);
    CHECK(most_per_address({.connections = 10, .connections_per_address = 20}) == 20);
  }

  TEST_CASE("many more than the limit are all served in the end, one after the other") {
    TestServer server{{.connections = 4, .connections_per_address = 40}, 2};
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 40; ++i) {
      clients.push_back(std::make_unique<Client>(server.port()));
      check_serves(*clients.back());
    }
    unsigned open = 0;
    for (unsigned loop = 0; loop < 2; ++loop) open += static_cast<unsigned>(server.connection_count(loop));
    CHECK(open <= 8);
  }
}
