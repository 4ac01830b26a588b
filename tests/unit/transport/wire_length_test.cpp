// Content-Length, and content that has one.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 6.2", "content", posted("Content-Length: 5", "hello"), "200", After::kept},
      {"9112 6.2", "no content", posted("Content-Length: 0", ""), "200", After::kept},
      {"9112 6.3", "neither length nor coding", head("POST /now HTTP/1.1"), "200", After::kept},
      {"9110 9.3.1", "content of GET", head("GET /now HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello", "200",
       After::kept},
      {"9110 9.3.5", "content of DELETE", head("DELETE /now HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello",
       "200", After::kept},
      {"9110 9.3.7", "content of OPTIONS", head("OPTIONS /now HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello",
       "200", After::kept},
      {"9110 9.3.2", "content of HEAD", head("HEAD /now HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello", "200",
       After::kept},
      {"9112 6.2", "content that looks like a request",
       posted("Content-Length: 38", head("GET /now HTTP/1.1") + "12345678"), "200", After::kept},
      {"9112 6.2", "in HTTP/1.0", head("POST /now HTTP/1.0", "Content-Length: 5\r\n") + "hello", "200"},
      {"9110 5.1", "any case", posted("content-LENGTH: 5", "hello"), "200", After::kept},
      {"9110 5.5", "white space around it", posted("Content-Length: \t 5 \t", "hello"), "200", After::kept},
      {"9110 8.6", "zeros before it", posted("Content-Length: 005", "hello"), "200", After::kept},
      {"9110 8.6", "two zeros", posted("Content-Length: 00", ""), "200", After::kept},
      {"9110 8.6", "a plus sign", posted("Content-Length: +5", "hello"), "400"},
      {"9110 8.6", "a minus sign", posted("Content-Length: -5", "hello"), "400"},
      {"9110 8.6", "minus zero", posted("Content-Length: -0", ""), "400"},
      {"9110 8.6", "hexadecimal", posted("Content-Length: 0x5", "hello"), "400"},
      {"9110 8.6", "octal", posted("Content-Length: 0o5", "hello"), "400"},
      {"9110 8.6", "hexadecimal letters", posted("Content-Length: A", "helloworld"), "400"},
      {"9110 8.6", "an underscore", posted("Content-Length: 1_0", "helloworld"), "400"},
      {"9110 8.6", "a space inside", posted("Content-Length: 1 0", "helloworld"), "400"},
      {"9110 8.6", "a decimal point", posted("Content-Length: 5.0", "hello"), "400"},
      {"9110 8.6", "an exponent", posted("Content-Length: 5e0", "hello"), "400"},
      {"9110 8.6", "words", posted("Content-Length: five", "hello"), "400"},
      {"9110 8.6", "quotes", posted("Content-Length: \"5\"", "hello"), "400"},
      {"9110 8.6", "empty", posted("Content-Length:", ""), "400"},
      {"9110 8.6", "a parameter", posted("Content-Length: 5;a=b", "hello"), "400"},
      {"9110 8.6", "a control byte behind it", posted("Content-Length: 5\x0B", "hello"), "400"},
      {"9110 8.6", "digits beyond ASCII", posted("Content-Length: \xEF\xBC\x95", "hello"), "400"},
      {"9110 8.6", "beyond 64 bits", posted("Content-Length: 18446744073709551621", "hello"), "400"},
      {"9110 8.6", "beyond 63 bits", posted("Content-Length: 9223372036854775808", "hello"), "400"},
      {"9110 8.6", "beyond any number", posted("Content-Length: 99999999999999999999999999999999", ""), "400"},
      {"9110 15.5.14", "63 bits", posted("Content-Length: 9223372036854775807", "hello"), "413"},
      {"9110 15.5.14", "beyond the limit, before it is read", posted("Content-Length: 100001", ""), "413"},
      {"9110 8.6", "a list of the same", posted("Content-Length: 5, 5", "hello"), "400"},
      {"9110 8.6", "a list of different ones", posted("Content-Length: 5, 10", "hello"), "400"},
      {"9110 8.6", "a list with an empty member", posted("Content-Length: 5,", "hello"), "400"},
      {"9112 6.3", "twice, different", posted("Content-Length: 5\r\nContent-Length: 10", "helloworld"), "400"},
      {"9112 6.3", "twice, the same", posted("Content-Length: 5\r\nContent-Length: 5", "hello"), "400"},
      {"9112 6.3", "twice, one empty", posted("Content-Length: 5\r\nContent-Length:", "hello"), "400"},
      {"9112 6.3", "twice in HTTP/1.0",
       head("POST /now HTTP/1.0", "Content-Length: 5\r\nContent-Length: 6\r\n") + "hello!", "400"},
      {"9112 6.3", "a name that resembles it is another field",
       posted("Content-Length: 5\r\nContent_Length: 99", "hello"), "200", After::kept},
      {"9110 9.3.8", "TRACE without content", head("TRACE /now HTTP/1.1"), "200", After::kept},
      {"9112 6.3", "unwanted content is skipped",
       head("POST /denied HTTP/1.1", kHost + "Content-Length: 5\r\n") + "hello", "404", After::kept},
  };
}

}  // namespace

TEST_SUITE("wire: content length") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
