// Method, and version, and what is between them.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 3", "no target", head("GET HTTP/1.1"), "400"},
      {"9112 3", "an empty target", head("GET  HTTP/1.1"), "400"},
      {"9112 3", "two spaces before the target", head("GET  /now HTTP/1.1"), "400"},
      {"9112 3", "two spaces behind the target", head("GET /now  HTTP/1.1"), "400"},
      {"9112 3", "a tab before the target", head("GET\t/now HTTP/1.1"), "400"},
      {"9112 3", "a tab behind the target", head("GET /now\tHTTP/1.1"), "400"},
      {"9112 3", "a space in the target", head("GET /n ow HTTP/1.1"), "400"},
      {"9112 3", "a space before the method", head(" GET /now HTTP/1.1"), "400"},
      {"9112 3", "a space behind the version", head("GET /now HTTP/1.1 "), "400"},
      {"9112 3", "a word behind the version", head("GET /now HTTP/1.1 x"), "400"},
      {"9112 3", "a vertical tab", head("GET\x0B/now HTTP/1.1"), "400"},
      {"9112 3", "a word before the method", head("Extra GET /now HTTP/1.1"), "400"},
      {"9112 3.1", "a method that is no token", head("G@T /now HTTP/1.1"), "400"},
      {"9112 3.1", "a method with a byte beyond ASCII", head("G\xC3\x89T /now HTTP/1.1"), "400"},
      {"9112 3.1", "an empty method", head(" /now HTTP/1.1"), "400"},
      {"9110 9.1", "an unknown method", head("BREW /now HTTP/1.1"), "501", After::kept},
      {"9110 9.1", "an unknown method with content",
       head("BREW /now HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello", "501"},
      {"9110 9.1", "methods are case-sensitive", head("get /now HTTP/1.1"), "501", After::kept},
      {"9110 9.1", "a method that continues a known one", head("GETT /now HTTP/1.1"), "501", After::kept},
      {"9110 9.1", "a token of rare bytes", head("!#$%&'*+-.^_`|~ /now HTTP/1.1"), "501", After::kept},
      {"9110 9.3", "PUT, DELETE, PATCH",
       head("PUT /now HTTP/1.1") + head("DELETE /now HTTP/1.1") + head("PATCH /now HTTP/1.1"), "200 200 200",
       After::kept},
      {"9110 9.3.6", "CONNECT", head("CONNECT a:1 HTTP/1.1"), "501"},
      {"9110 9.3.6", "CONNECT with a path", head("CONNECT /now HTTP/1.1"), "400"},
      {"9110 9.3.8", "TRACE with content", head("TRACE /now HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello",
       "400"},
      {"9110 2.5", "a higher minor version", head("GET /now HTTP/1.2"), "200", After::kept},
      {"9110 2.5", "the highest minor version", head("GET /now HTTP/1.9"), "200", After::kept},
      {"9112 2.3", "HTTP/0.9", "GET /now\r\n", "400"},
      {"9112 2.3", "HTTP/0.9 with an empty line", "GET /now\r\n\r\n", "400"},
      {"9112 2.3", "no version behind the space", head("GET /now "), "400"},
      {"9112 2.3", "a version named 0.9", head("GET /now HTTP/0.9"), "505"},
      {"9112 2.3", "a version named 2.0", head("GET /now HTTP/2.0"), "505"},
      {"9112 2.3", "a version named 3.0", head("GET /now HTTP/3.0"), "505"},
      {"9112 2.3", "a version named 9.9", head("GET /now HTTP/9.9"), "505"},
      {"9113 3.4", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
      {"9112 2.3", "no minor version", head("GET /now HTTP/1"), "400"},
      {"9112 2.3", "an empty minor version", head("GET /now HTTP/1."), "400"},
      {"9112 2.3", "zeros before the version", head("GET /now HTTP/01.1"), "400"},
      {"9112 2.3", "zeros in the minor version", head("GET /now HTTP/1.01"), "400"},
      {"9112 2.3", "two digits of minor version", head("GET /now HTTP/1.10"), "400"},
      {"9112 2.3", "three numbers", head("GET /now HTTP/1.1.1"), "400"},
      {"9112 2.3", "a letter behind the version", head("GET /now HTTP/1.1x"), "400"},
      {"9112 2.3", "a letter in the version", head("GET /now HTTP/1.x"), "400"},
      {"9112 2.3", "a comma in the version", head("GET /now HTTP/1,1"), "400"},
      {"9112 2.3", "a space in the version", head("GET /now HTTP/ 1.1"), "400"},
      {"9112 2.3", "a space before the slash", head("GET /now HTTP /1.1"), "400"},
      {"9112 2.3", "a minus in the version", head("GET /now HTTP/-1.1"), "400"},
      {"9112 2.3", "a lower-case name", head("GET /now http/1.1"), "400"},
      {"9112 2.3", "a mixed-case name", head("GET /now HtTP/1.1"), "400"},
      {"9112 2.3", "another protocol", head("GET /now ICE/1.0"), "400"},
      {"9112 2.3", "a protocol that ends so", head("GET /now IHTTP/1.1"), "400"},
      {"9112 2.3", "HTTPS", head("GET /now HTTPS/1.1"), "400"},
      {"9112 2.3", "a byte beyond ASCII", head("GET /now HTTP/1.\xB1"), "400"},
  };
}

}  // namespace

TEST_SUITE("wire: request line") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
