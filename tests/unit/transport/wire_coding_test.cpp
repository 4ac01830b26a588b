// Transfer-Encoding: chunked alone, or nothing.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9112 6.1", "chunked", chunked("5\r\nhello\r\n0\r\n\r\n"), "200", After::kept},
      {"9112 7", "any case", posted("transfer-ENCODING: ChUnKeD", "0\r\n\r\n"), "200", After::kept},
      {"9110 5.5", "white space around it", posted("Transfer-Encoding:\t chunked \t", "0\r\n\r\n"), "200", After::kept},
      {"9112 6.1", "of GET", head("GET /now HTTP/1.1", kHost + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", "200",
       After::kept},
      {"9112 6.1", "in a higher minor version",
       head("POST /now HTTP/1.2", kHost + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", "200", After::kept},
      {"9112 6.1", "with a length", posted("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), "400"},
      {"9112 6.1", "before a length", posted("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"), "400"},
      {"9112 6.1", "with a length that is none", posted("Content-Length: x\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
       "400"},
      {"9112 6.1", "with the length 0", posted("Content-Length: 0\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), "400"},
      {"9112 6.1", "in HTTP/1.0", head("POST /now HTTP/1.0", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", "400"},
      {"9112 6.1", "in HTTP/1.0, kept alive",
       head("POST /now HTTP/1.0", "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", "400"},
      {"9112 6.1", "in HTTP/1.0 with a length",
       head("POST /now HTTP/1.0", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "hello", "400"},
      {"9112 6.3", "another coding", posted("Transfer-Encoding: gzip", ""), "400"},
      {"9112 6.3", "identity", posted("Transfer-Encoding: identity", ""), "400"},
      {"9112 6.3", "identity with a length", posted("Transfer-Encoding: identity\r\nContent-Length: 5", "hello"),
       "400"},
      {"9112 6.3", "a coding unheard of", posted("Transfer-Encoding: pigeons", ""), "400"},
      {"9112 6.3", "chunked is not the last", posted("Transfer-Encoding: chunked, gzip", "0\r\n\r\n"), "400"},
      {"9112 6.3", "chunked is not the last, identity is", posted("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
       "400"},
      {"9112 6.1", "a coding before chunked", posted("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), "501"},
      {"9112 6.1", "identity before chunked", posted("Transfer-Encoding: identity, chunked", "0\r\n\r\n"), "501"},
      {"9112 6.1", "chunked twice", posted("Transfer-Encoding: chunked, chunked", "0\r\n\r\n"), "400"},
      {"9112 6.1", "two fields, both chunked",
       posted("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), "400"},
      {"9112 6.1", "two fields, chunked first",
       posted("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"), "400"},
      {"9112 6.1", "two fields, chunked last",
       posted("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), "400"},
      {"9112 6.1", "empty", posted("Transfer-Encoding:", ""), "400"},
      {"9112 6.1", "empty with a length", posted("Transfer-Encoding:\r\nContent-Length: 5", "hello"), "400"},
      {"9112 6.1", "a comma before", posted("Transfer-Encoding: , chunked", "0\r\n\r\n"), "400"},
      {"9112 6.1", "a comma behind", posted("Transfer-Encoding: chunked,", "0\r\n\r\n"), "400"},
      {"9112 6.1", "a comma alone", posted("Transfer-Encoding: ,", ""), "400"},
      {"9112 7", "a parameter", posted("Transfer-Encoding: chunked;a=b", "0\r\n\r\n"), "400"},
      {"9112 7", "an empty parameter", posted("Transfer-Encoding: chunked;", "0\r\n\r\n"), "400"},
      {"9112 7", "a quality", posted("Transfer-Encoding: chunked;q=0.5", "0\r\n\r\n"), "400"},
      {"9112 7", "quotes", posted("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"), "400"},
      {"9112 7", "a word behind", posted("Transfer-Encoding: chunked foo", "0\r\n\r\n"), "400"},
      {"9112 7", "a word before", posted("Transfer-Encoding: foo chunked", "0\r\n\r\n"), "400"},
      {"9112 7", "letters before", posted("Transfer-Encoding: xchunked", "0\r\n\r\n"), "400"},
      {"9112 7", "letters behind", posted("Transfer-Encoding: chunkedx", "0\r\n\r\n"), "400"},
      {"9112 7", "a letter too few", posted("Transfer-Encoding: chunke", "0\r\n\r\n"), "400"},
      {"9112 7", "a space inside", posted("Transfer-Encoding: chun ked", "0\r\n\r\n"), "400"},
      {"9112 7", "VT before",
       posted("Transfer-Encoding: \x0B"
              "chunked",
              "0\r\n\r\n"),
       "400"},
      {"9112 7", "FF behind", posted("Transfer-Encoding: chunked\x0C", "0\r\n\r\n"), "400"},
      {"9112 7", "NUL behind", posted("Transfer-Encoding: chunked\0"s, "0\r\n\r\n"), "400"},
      {"9112 7", "a byte beyond ASCII behind", posted("Transfer-Encoding: chunked\xFF", "0\r\n\r\n"), "400"},
      {"9112 7", "a no-break space before",
       posted("Transfer-Encoding: \xC2\xA0"
              "chunked",
              "0\r\n\r\n"),
       "400"},
      {"9112 6.1", "a name that resembles it is another field",
       posted("Transfer_Encoding: chunked\r\nContent-Length: 5", "hello"), "200", After::kept},
      {"9110 10.1.4", "TE is another field", with("TE: trailers, chunked"), "200", After::kept},
  };
}

}  // namespace

TEST_SUITE("wire: transfer coding") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
