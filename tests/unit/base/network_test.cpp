#include "base/network.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace siding;
using namespace std::string_literals;

namespace {

std::string shown(std::string_view text) {
  const auto endpoint = Endpoint::parse(text);
  return endpoint ? endpoint->to_string() : "none";
}

bool holds(std::string_view network, std::string_view address) {
  const auto parsed = Network::parse(network);
  REQUIRE(parsed.has_value());
  return parsed->contains(Address::parse(address).value());
}

}  // namespace

TEST_SUITE("network") {
  TEST_CASE("an address with and without a port") {
    CHECK(shown("192.0.2.1") == "192.0.2.1:0");
    CHECK(shown("192.0.2.1:5000") == "192.0.2.1:5000");
    CHECK(shown("2001:DB8:0:0::1") == "[2001:db8::1]:0");
    CHECK(shown("[2001:db8::1]") == "[2001:db8::1]:0");
    CHECK(shown("[2001:db8::1]:65535") == "[2001:db8::1]:65535");
    CHECK(shown("::ffff:192.0.2.1") == "192.0.2.1:0");
    CHECK(shown("[::ffff:192.0.2.1]:7") == "192.0.2.1:7");
    CHECK(shown("::") == "[::]:0");
  }

  TEST_CASE("what is no address") {
    for (const auto& text : {""s,
                             " "s,
                             "a"s,
                             "unknown"s,
                             "_hidden"s,
                             "localhost"s,
                             "1.2.3"s,
                             "1.2.3.4.5"s,
                             "01.2.3.4"s,
                             "256.1.1.1"s,
                             "1.2.3.4 "s,
                             " 1.2.3.4"s,
                             "+1.2.3.4"s,
                             "0x1.2.3.4"s,
                             "16909060"s,
                             "1.2.3.4:"s,
                             "1.2.3.4:65536"s,
                             "1.2.3.4:00"s,
                             "1.2.3.4:-1"s,
                             "1.2.3.4:+1"s,
                             "1.2.3.4:1 "s,
                             "1.2.3.4:80:80"s,
                             "[1.2.3.4]"s,
                             "[1.2.3.4]:80"s,
                             "[::1"s,
                             "::1]"s,
                             "[::1]80"s,
                             "[::1]:"s,
                             "[::1]:65536"s,
                             "[]"s,
                             "[]:80"s,
                             ":80"s,
                             "[::1%lo]"s,
                             "fe80::1%1"s,
                             "1::2::3"s,
                             ":::"s,
                             "12345::"s,
                             "::g"s,
                             "1.2.3.4\0"s,
                             "::1\0"s,
                             "\0"s,
                             "1.2.3.4,5.6.7.8"s,
                             "\"1.2.3.4\""s,
                             "::ffff:1.2.3.4.5"s,
                             std::string(5000, ':'),
                             std::string(5000, '1'),
                             "[" + std::string(5000, ':') + "]"}) {
      CAPTURE(text);
      CHECK_FALSE(Endpoint::parse(text).has_value());
    }
  }

  TEST_CASE("a network holds what begins like it") {
    CHECK(holds("10.0.0.0/8", "10.255.255.255"));
    CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    CHECK(holds("192.0.2.128/25", "192.0.2.128"));
    CHECK_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    CHECK(holds("192.0.2.1", "192.0.2.1"));
    CHECK_FALSE(holds("192.0.2.1", "192.0.2.2"));
    CHECK(holds("0.0.0.0/0", "203.0.113.9"));
    CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    CHECK(holds("::/0", "203.0.113.9"));
    CHECK(holds("2001:db8::/33", "2001:db8:7fff::1"));
    CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
    CHECK(holds("::ffff:10.0.0.0/104", "10.9.9.9"));
    CHECK(holds("10.0.0.0/8", "::ffff:10.1.1.1"));
    CHECK(holds("fe80::1/128", "fe80::1"));
  }

  TEST_CASE("what is no network") {
    for (const auto& text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8 ",
                             "10.0.0.1/8", "10.0.0.0/8/8", "::1/127", "::/129", "[::]/0", "10/8", "10.0.0.0:80/8",
                             "example.org/8", "0.0.0.1/0", "10.0.0.0/255.0.0.0"}) {
      CAPTURE(text);
      CHECK_FALSE(Network::parse(text).has_value());
    }
  }
}
