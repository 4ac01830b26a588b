// The four forms of a request target.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 3.2.1", "a path", head("GET /now/a;b=c,d/~e HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "a query", head("GET /now?a=b&c=%20d?e/f HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "an empty query", head("GET /now? HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "valid escapes", head("GET /now/%41%7e%C3%A9 HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "a query that ends in a percent sign", head("GET /now?q=100% HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "two slashes", head("GET //now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "dot segments are what they are", head("GET /a/../now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "escaped dot segments too", head("GET /a/%2e%2E/now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.1", "a relative path", head("GET now HTTP/1.1"), "400"},
      {"9112 3.2.1", "a relative path with dots", head("GET ../now HTTP/1.1"), "400"},
      {"9112 3.2.1", "a query alone", head("GET ?now HTTP/1.1"), "400"},
      {"9112 3.2", "a fragment", head("GET /now#x HTTP/1.1"), "400"},
      {"9112 3.2", "a fragment behind a query", head("GET /now?a#x HTTP/1.1"), "400"},
      {"9112 3.2", "a backslash", head("GET /now\\x HTTP/1.1"), "400"},
      {"9112 3.2", "a backslash first", head("GET \\now HTTP/1.1"), "400"},
      {"9112 3.2", "raw UTF-8", head("GET /caf\xC3\xA9 HTTP/1.1"), "400"},
      {"9112 3.2", "raw UTF-8 in the query", head("GET /now?caf\xC3\xA9 HTTP/1.1"), "400"},
      {"9112 3.2", "overlong UTF-8", head("GET /\xC0\xAF HTTP/1.1"), "400"},
      {"9112 3.2", "a control byte", head("GET /n\x01ow HTTP/1.1"), "400"},
      {"9112 3.2", "DEL", head("GET /n\x7Fow HTTP/1.1"), "400"},
      {"9112 3.2", "a control byte in the query", head("GET /now?\x1F HTTP/1.1"), "400"},
      {"3986 2.1", "an escape of one digit", head("GET /now/%4 HTTP/1.1"), "400"},
      {"3986 2.1", "an escape without digits", head("GET /now/% HTTP/1.1"), "400"},
      {"3986 2.1", "an escape with other letters", head("GET /now/%zz HTTP/1.1"), "400"},
      {"3986 2.1", "an escape of another kind", head("GET /now/%u0041 HTTP/1.1"), "400"},
      {"3986 2.1", "an escaped NUL", head("GET /now/%00 HTTP/1.1"), "400"},
      {"9112 3.2.2", "absolute form", head("GET http://a/now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form, another host in Host", head("GET http://b/now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form, https and a port", head("GET https://a:443/now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form, the scheme in capitals", head("GET HTTP://a/now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form without a path", head("GET http://a HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form without a path, with a query", head("GET http://a?b HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form, IPv6", head("GET http://[::1]:80/now HTTP/1.1"), "200", After::kept},
      {"9112 3.2.2", "absolute form in HTTP/1.0", head("GET http://a/now HTTP/1.0", ""), "200"},
      {"9112 3.2.2", "absolute form without Host", head("GET http://a/now HTTP/1.1", ""), "400"},
      {"9112 3.2.2", "absolute form without a host", head("GET http:///now HTTP/1.1"), "400"},
      {"9110 4.2.4", "absolute form with user information", head("GET http://me@a/now HTTP/1.1"), "400"},
      {"9112 3.2.2", "absolute form with a port that is none", head("GET http://a:x/now HTTP/1.1"), "400"},
      {"9112 3.2.2", "absolute form with one slash", head("GET http:/now HTTP/1.1"), "400"},
      {"9112 3.2.2", "absolute form with a fragment", head("GET http://a/now#x HTTP/1.1"), "400"},
      {"9112 3.2.2", "another scheme", head("GET ftp://a/now HTTP/1.1"), "400"},
      {"9112 3.2.2", "a scheme without slashes", head("GET file:now HTTP/1.1"), "400"},
      {"9112 3.2.3", "authority form without CONNECT", head("GET a:80 HTTP/1.1"), "400"},
      {"9112 3.2.3", "CONNECT without a port", head("CONNECT a HTTP/1.1"), "400"},
      {"9112 3.2.3", "CONNECT with a whole URI", head("CONNECT http://a:80/ HTTP/1.1"), "400"},
      {"9112 3.2.4", "OPTIONS of the server", head("OPTIONS * HTTP/1.1"), "200", After::kept},
      {"9112 3.2.4", "OPTIONS of the server in absolute form", head("OPTIONS http://a HTTP/1.1"), "200", After::kept},
      {"9112 3.2.4", "GET of an asterisk", head("GET * HTTP/1.1"), "400"},
      {"9112 3.2.4", "an asterisk and more", head("OPTIONS *x HTTP/1.1"), "400"},
  };
}

}  // namespace

TEST_SUITE("wire: target") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
