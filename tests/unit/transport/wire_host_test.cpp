// Host: needed, once, and a host.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 3.2", "a name and a port", head("GET /now HTTP/1.1", "Host: a.example:8080\r\n"), "200", After::kept},
      {"9112 3.2", "any case, a tab before, no space before", head("GET /now HTTP/1.1", "hOsT:\ta\r\n"), "200",
       After::kept},
      {"9112 3.2", "no white space at all", head("GET /now HTTP/1.1", "Host:a\r\n"), "200", After::kept},
      {"9112 3.2", "behind other fields", head("GET /now HTTP/1.1", "A: b\r\nHost: a\r\n"), "200", After::kept},
      {"9112 3.2", "an IPv6 address", head("GET /now HTTP/1.1", "Host: [::1]:80\r\n"), "200", After::kept},
      {"9112 3.2", "an empty port", head("GET /now HTTP/1.1", "Host: a:\r\n"), "200", After::kept},
      {"9112 3.2", "missing", head("GET /now HTTP/1.1", ""), "400"},
      {"9112 3.2", "missing beside others", head("GET /now HTTP/1.1", "A: b\r\nX-Host: a\r\n"), "400"},
      {"9112 3.2", "missing in HTTP/1.2", head("GET /now HTTP/1.2", ""), "400"},
      {"9112 3.2", "missing in HTTP/1.0", head("GET /now HTTP/1.0", ""), "200"},
      {"9112 3.2", "twice", head("GET /now HTTP/1.1", "Host: a\r\nHost: b\r\n"), "400"},
      {"9112 3.2", "twice the same", head("GET /now HTTP/1.1", "Host: a\r\nHost: a\r\n"), "400"},
      {"9112 3.2", "twice, in other cases", head("GET /now HTTP/1.1", "Host: a\r\nA: b\r\nHOST: a\r\n"), "400"},
      {"9112 3.2", "twice in HTTP/1.0", head("GET /now HTTP/1.0", "Host: a\r\nHost: b\r\n"), "400"},
      {"9112 3.2", "twice with an absolute target", head("GET http://a/now HTTP/1.1", "Host: a\r\nHost: a\r\n"), "400"},
      {"9110 4.2.1", "empty", head("GET /now HTTP/1.1", "Host:\r\n"), "400"},
      {"9110 4.2.1", "a port alone", head("GET /now HTTP/1.1", "Host: :80\r\n"), "400"},
      {"9110 7.2", "a list", head("GET /now HTTP/1.1", "Host: a, b\r\n"), "400"},
      {"9110 7.2", "a list without spaces", head("GET /now HTTP/1.1", "Host: a,b\r\n"), "400"},
      {"9110 7.2", "a space inside", head("GET /now HTTP/1.1", "Host: a b\r\n"), "400"},
      {"9110 7.2", "a tab inside", head("GET /now HTTP/1.1", "Host: a\tb\r\n"), "400"},
      {"9110 7.2", "a path", head("GET /now HTTP/1.1", "Host: a/now\r\n"), "400"},
      {"9110 7.2", "a query", head("GET /now HTTP/1.1", "Host: a?b\r\n"), "400"},
      {"9110 7.2", "a fragment", head("GET /now HTTP/1.1", "Host: a#b\r\n"), "400"},
      {"9110 7.2", "a scheme", head("GET /now HTTP/1.1", "Host: http://a\r\n"), "400"},
      {"9110 7.2", "user information", head("GET /now HTTP/1.1", "Host: me@a\r\n"), "400"},
      {"9110 7.2", "a port that is none", head("GET /now HTTP/1.1", "Host: a:x\r\n"), "400"},
      {"9110 7.2", "a port too high", head("GET /now HTTP/1.1", "Host: a:65536\r\n"), "400"},
      {"9110 7.2", "two ports", head("GET /now HTTP/1.1", "Host: a:80:80\r\n"), "400"},
      {"9110 7.2", "an open bracket", head("GET /now HTTP/1.1", "Host: [::1\r\n"), "400"},
      {"9110 7.2", "brackets around a name", head("GET /now HTTP/1.1", "Host: [a]\r\n"), "400"},
      {"9110 7.2", "bytes beyond ASCII",
       head("GET /now HTTP/1.1",
            "Host: b\xC3\xBC"
            "cher\r\n"),
       "400"},
      {"9110 7.2", "a backslash", head("GET /now HTTP/1.1", "Host: a\\b\r\n"), "400"},
      {"9110 7.2", "angle brackets", head("GET /now HTTP/1.1", "Host: <a>\r\n"), "400"},
      {"9112 5.1", "a space before the colon", head("GET /now HTTP/1.1", "Host : a\r\n"), "400"},
      {"9112 5.2", "folded", head("GET /now HTTP/1.1", "Host:\r\n a\r\n"), "400"},
  };
}

}  // namespace

TEST_SUITE("wire: host") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
