// Line ends, empty lines, and bytes that no head has.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 2.2", "CR LF", head("GET /now HTTP/1.1"), "200", After::kept},
      {"9112 2.2", "an empty line before the request", "\r\n" + head("GET /now HTTP/1.1"), "200", After::kept},
      {"9112 2.2", "several empty lines before it", "\r\n\r\n\r\n" + head("GET /now HTTP/1.1"), "200", After::kept},
      {"9112 2.2", "an empty line behind content", posted("Content-Length: 5", "hello\r\n"), "200", After::kept},
      {"9112 2.2", "empty lines between requests", head("GET /now HTTP/1.1") + "\r\n" + head("GET /now HTTP/1.1"),
       "200 200", After::kept},
      {"9112 2.2", "bare LF behind the request line", "GET /now HTTP/1.1\nHost: a\r\n\r\n", "400"},
      {"9112 2.2", "bare LF behind a field", "GET /now HTTP/1.1\r\nHost: a\n\r\n", "400"},
      {"9112 2.2", "bare LF between fields", "GET /now HTTP/1.1\r\nHost: a\nA: b\r\n\r\n", "400"},
      {"9112 2.2", "bare LF as the empty line", "GET /now HTTP/1.1\r\nHost: a\r\n\n", "400"},
      {"9112 2.2", "bare LF everywhere", "GET /now HTTP/1.1\nHost: a\n\n", "400"},
      {"9112 2.2", "bare LF before the request line", "\n" + head("GET /now HTTP/1.1"), "400"},
      {"9112 2.2", "bare LF in a value that hides a field", with("A: b\nContent-Length: 9"), "400"},
      {"9112 2.2", "bare CR behind the request line", "GET /now HTTP/1.1\rHost: a\r\n\r\n", "400"},
      {"9112 2.2", "bare CR before the request line", "\r" + head("GET /now HTTP/1.1"), "400"},
      {"9112 2.2", "bare CR in a value", with("A: b\rc"), "400"},
      {"9112 2.2", "bare CR at the end of a value", with("A: b\r"), "400"},
      {"9112 2.2", "bare CR in a name", with("A\rb: c"), "400"},
      {"9112 2.2", "bare CR instead of the empty line", "GET /now HTTP/1.1\r\nHost: a\r\n\rA: b\r\n\r\n", "400"},
      {"9112 2.2", "bare CR in the target", head("GET /n\row HTTP/1.1"), "400"},
      {"9112 2.2", "bare CR that hides a field", with("A:\rTransfer-Encoding: chunked"), "400"},
      {"9112 2.2", "CR CR LF", "GET /now HTTP/1.1\r\r\nHost: a\r\n\r\n", "400"},
      {"9112 2.2", "LF CR", "GET /now HTTP/1.1\n\rHost: a\n\r\n\r", "400"},
      {"9112 2.2", "white space before the first field", "GET /now HTTP/1.1\r\n Host: a\r\n\r\n", "400"},
      {"9112 2.2", "a line of white space before the fields", "GET /now HTTP/1.1\r\n \r\nHost: a\r\n\r\n", "400"},
      {"9112 2.2", "a line of white space before the request", "  \r\n" + head("GET /now HTTP/1.1"), "400"},
      {"9112 2.2", "NUL in the method", head("GE\0T /now HTTP/1.1"s), "400"},
      {"9112 2.2", "NUL in the target", head("GET /n\0ow HTTP/1.1"s), "400"},
      {"9112 2.2", "NUL in the version", head("GET /now HTTP/1.\0"s), "400"},
      {"9112 2.2", "NUL in a name", with("A\0: b"s), "400"},
      {"9112 2.2", "NUL in a value", with("A: b\0c"s), "400"},
      {"9112 2.2", "NUL at the end of a value", with("A: b\0"s), "400"},
      {"9112 2.2", "NUL before the request", "\0"s + head("GET /now HTTP/1.1"), "400"},
      {"9112 2.2", "NUL behind the head's last line", "GET /now HTTP/1.1\r\nHost: a\r\n\0\r\n"s, "400"},
      {"9112 2.2", "TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s, "400"},
      {"9112 2.2", "SSH", "SSH-2.0-OpenSSH_9.2\r\n", "400"},
      {"9112 2.2", "bytes without sense", "\x80\x01\x02\xFF\xFE\n"s, "400"},
  };
}

}  // namespace

TEST_SUITE("wire: lines") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
