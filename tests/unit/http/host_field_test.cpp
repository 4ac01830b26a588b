#include "http/host_field.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace siding::http;
using namespace std::string_literals;

TEST_SUITE("host field") {
  TEST_CASE("names and addresses pass, with and without a port") {
    for (const auto* host : {"a",
                             "example.org",
                             "EXAMPLE.org.",
                             "localhost:8080",
                             "a:",
                             "a:0",
                             "a:65535",
                             "a:00080",
                             "127.0.0.1",
                             "127.0.0.1:80",
                             "1.2.3.4.5",
                             "under_score",
                             "xn--bcher-kva.example",
                             "a%41.org",
                             "!$&'()*+;=",
                             "-",
                             "[::1]",
                             "[::1]:8080",
                             "[2001:db8::7]:",
                             "[::ffff:192.0.2.1]",
                             "[v1.fe80::a]",
                             "[vF.a:b]:1"}) {
      CAPTURE(host);
      CHECK(is_host(host));
    }
  }

  TEST_CASE("what is no uri-host does not pass") {
    for (const auto& host : {""s,
                             ":80"s,
                             "a:65536"s,
                             "a:-1"s,
                             "a:+1"s,
                             "a:8o"s,
                             "a:80:80"s,
                             "a: 80"s,
                             "a b"s,
                             "a\tb"s,
                             " a"s,
                             "a,b"s,
                             "a/"s,
                             "a/b"s,
                             "a?"s,
                             "a#"s,
                             "user@a"s,
                             "a:b@c"s,
                             "http://a"s,
                             "a\\b"s,
                             "a\"b"s,
                             "<a>"s,
                             "a%"s,
                             "a%4"s,
                             "a%zz"s,
                             "a\x80"s,
                             "b\xC3\xBC"s,
                             "a\0b"s,
                             "::1"s,
                             "["s,
                             "[]"s,
                             "[::1"s,
                             "[::1]x"s,
                             "[::1]80"s,
                             "::1]"s,
                             "[:::1]"s,
                             "[::g]"s,
                             "[::1%25eth0]"s,
                             "[127.0.0.1]"s,
                             "[a]"s,
                             "[v.a]"s,
                             "[v1.]"s,
                             "[vg.a]"s,
                             "[::1\0]"s,
                             "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]"s,
                             "[::1]:x"s,
                             "a:99999999999999999999"s}) {
      CAPTURE(host);
      CHECK_FALSE(is_host(host));
    }
  }
}
