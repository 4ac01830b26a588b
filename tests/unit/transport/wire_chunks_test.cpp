// Chunked content: sizes, extensions, ends, trailers.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 7.1", "one chunk", chunked("5\r\nhello\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1", "several chunks", chunked("5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1", "no chunk", chunked("0\r\n\r\n"), "200", After::kept},
      {"9112 7.1", "sizes in both cases", chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"), "200",
       After::kept},
      {"9112 7.1", "zeros before a size", chunked("0005\r\nhello\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1", "a last chunk of several zeros", chunked("5\r\nhello\r\n000\r\n\r\n"), "200", After::kept},
      {"9112 7.1", "CR LF as content", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1", "content that looks like the end", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1.1", "extensions", chunked("5;a;b=c;d=\"e\"\r\nhello\r\n0;f\r\n\r\n"), "200", After::kept},
      {"9112 7.1.1", "quoted pairs", chunked("5;a=\"b\\\"c\\\\;\"\r\nhello\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1.1", "white space in extensions", chunked("5 ; a = b\r\nhello\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7.1.2", "trailers", chunked("5\r\nhello\r\n0\r\nA: b\r\nC:\r\n\r\n"), "200", After::kept},
      {"9110 6.5.1", "trailers that mean nothing there",
       chunked("0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nHost: b\r\nConnection: close\r\n\r\n"), "200",
       After::kept},
      {"9112 7.1", "no size", chunked("\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a size that is none", chunked("x\r\n"), "400"},
      {"9112 7.1", "0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "0X", chunked("0X5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a minus sign", chunked("-5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a plus sign", chunked("+5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "an underscore", chunked("1_0\r\nhello world!!!!!\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a space before the size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a space behind the size", chunked("5 \r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a tab behind the size", chunked("5\t\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a space inside the size", chunked("1 0\r\nhello world!!!!!\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a comma behind the size", chunked("5,5\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "NUL behind the size", chunked("5\0\r\nhello\r\n0\r\n\r\n"s), "400"},
      {"9112 7.1", "a size of 64 bits", chunked("8000000000000000\r\n"), "400"},
      {"9112 7.1", "a size that wraps around", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a size of very many bits", chunked("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\r\n"), "400"},
      {"9110 15.5.14", "a size beyond the limit", chunked("186A1\r\n"), "413"},
      {"9110 15.5.14", "a size of 63 bits", chunked("7FFFFFFFFFFFFFFF\r\n"), "413"},
      {"9112 7.1", "bare LF behind the size", chunked("5\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "bare LF behind the content", chunked("5\r\nhello\n0\r\n\r\n"), "400"},
      {"9112 7.1", "bare LF behind the last size", chunked("5\r\nhello\r\n0\n\r\n"), "400"},
      {"9112 7.1", "bare LF at the end", chunked("0\r\n\n"), "400"},
      {"9112 7.1", "bare LF everywhere", chunked("5\nhello\n0\n\n"), "400"},
      {"9112 7.1", "bare CR behind the size", chunked("5\rhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "bare CR behind the content", chunked("5\r\nhello\r0\r\n\r\n"), "400"},
      {"9112 7.1", "CR CR LF", chunked("5\r\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "nothing behind the content", chunked("5\r\nhello0\r\n\r\n"), "400"},
      {"9112 7.1", "a chunk longer than its size", chunked("5\r\nhello!\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "a chunk shorter than its size", chunked("5\r\nhel\r\n0\r\n\r\n"), "400"},
      {"9112 7.1", "other bytes instead of CR LF", chunked("5\r\nhelloXX0\r\n\r\n"), "400"},
      {"9112 7.1.1", "an extension without a name", chunked("5;\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "an extension without a name, with a value", chunked("5;=b\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "two semicolons", chunked("5;;a\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "an extension without a value", chunked("5;a=\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "a name that is no token", chunked("5;a[=b\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "quotes that do not close", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "bare LF in an extension", chunked("5;a\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "bare LF in quotes", chunked("5;a=\"b\nc\"\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "bare CR in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "CR LF in quotes", chunked("5;a=\"\r\nhello\"\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.1", "NUL in an extension", chunked("5;a=\0\r\nhello\r\n0\r\n\r\n"s), "400"},
      {"9112 7.1.1", "a semicolon missing", chunked("5 a=b\r\nhello\r\n0\r\n\r\n"), "400"},
      {"9112 7.1.2", "a trailer without colon", chunked("0\r\nA\r\n\r\n"), "400"},
      {"9112 7.1.2", "a trailer without name", chunked("0\r\n: b\r\n\r\n"), "400"},
      {"9112 7.1.2", "a space before a trailer's colon", chunked("0\r\nA : b\r\n\r\n"), "400"},
      {"9112 7.1.2", "a folded trailer", chunked("0\r\nA: b\r\n c\r\n\r\n"), "400"},
      {"9112 7.1.2", "white space before the trailers", chunked("0\r\n A: b\r\n\r\n"), "400"},
      {"9112 7.1.2", "NUL in a trailer", chunked("0\r\nA: b\0\r\n\r\n"s), "400"},
      {"9112 7.1.2", "bare LF behind a trailer", chunked("0\r\nA: b\n\r\n"), "400"},
      {"9112 7.1.2", "bare CR in a trailer", chunked("0\r\nA: b\rc\r\n\r\n"), "400"},
      {"9112 7.1.2", "a request instead of trailers", chunked("0\r\nGET /now HTTP/1.1\r\n\r\n"), "400"},
  };
}

}  // namespace

TEST_SUITE("wire: chunks") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
