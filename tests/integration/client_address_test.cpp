// server.trusted_proxies: the client that a plugin is told of.
#include <doctest/doctest.h>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

std::string server_with(const std::string& keys) {
  return "\nserver: { " + keys + " }\nroutes: [ { path: /peer, plugin: peer, handler: address } ]\n";
}

const std::string kFields = "X-Forwarded-For: 6.6.6.6, 203.0.113.7\r\nForwarded: for=\"198.51.100.9:77\"\r\n";

}  // namespace

TEST_SUITE("client address") {
  TEST_CASE("without trusted proxies it is the peer's, whatever is said") {
    RunningServer server{server_with("")};
    CHECK(server.ask(get("/peer", kFields)).body.starts_with("127.0.0.1:"));
  }

  TEST_CASE("a proxy that is not listed is not believed") {
    RunningServer server{server_with("trusted_proxies: [127.0.0.2, 10.0.0.0/8]")};
    CHECK(server.ask(get("/peer", kFields)).body.starts_with("127.0.0.1:"));
  }

  TEST_CASE("a trusted proxy is believed, by the one field that it writes") {
    RunningServer x{server_with("trusted_proxies: [127.0.0.0/8]")};
    CHECK(x.ask(get("/peer", kFields)).body == "203.0.113.7:0");
    RunningServer standard{server_with("trusted_proxies: [127.0.0.0/8], forwarded_field: Forwarded")};
    CHECK(standard.ask(get("/peer", kFields)).body == "198.51.100.9:77");
  }

  TEST_CASE("each request of a connection has its own client") {
    RunningServer server{server_with("trusted_proxies: [127.0.0.1]")};
    Client client = server.connect();
    client.send(get("/peer", "X-Forwarded-For: 203.0.113.1\r\n") + get("/peer") +
                get("/peer", "X-Forwarded-For: 203.0.113.3\r\n"));
    CHECK(client.read().body == "203.0.113.1:0");
    CHECK(client.read().body.starts_with("127.0.0.1:"));
    CHECK(client.read().body == "203.0.113.3:0");
  }
}

}  // namespace siding::integration
