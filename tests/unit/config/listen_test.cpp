#include "config/listen.hpp"

#include <doctest/doctest.h>

using namespace siding::config;

TEST_SUITE("listen") {
  TEST_CASE("IPv4 with a port") {
    const auto listen = parse_listen("0.0.0.0:0");
    REQUIRE(listen.has_value());
    CHECK(listen->host == "0.0.0.0");
    CHECK(listen->port == 0);
  }

  TEST_CASE("IPv6 in brackets, without them as a host") {
    const auto listen = parse_listen("[fe80::1]:65535");
    REQUIRE(listen.has_value());
    CHECK(listen->host == "fe80::1");
    CHECK(listen->to_string() == "[fe80::1]:65535");
  }

  TEST_CASE("localhost is this machine") {
    CHECK(parse_listen("localhost:80")->to_string() == "127.0.0.1:80");
  }

  TEST_CASE("what is no address says why") {
    CHECK(parse_listen("").error().why == "has no port");
    CHECK(parse_listen("[::1]").error().why == "has no port");
    CHECK(parse_listen(":80").error().why == "has no address");
    CHECK(parse_listen("1.2.3.4:-1").error().why == "has no port from 0 to 65535");
    CHECK(parse_listen("1.2.3.4: 1").error().why == "has no port from 0 to 65535");
    CHECK(parse_listen("1.2.3.4:1x").error().why == "has no port from 0 to 65535");
    CHECK(parse_listen("[1.2.3.4]:1").error().why == "has brackets around IPv4");
    CHECK(parse_listen("[]:1").error().why == "has no IP address before its port");
    CHECK(parse_listen("example.org:1").error().why == "has no IP address before its port");
    CHECK(parse_listen(std::string_view("1.2.3.4\0:1", 10)).error().why == "has no IP address before its port");
  }
}
