// Names, values and what is between them.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::vector<WireCase> table() {
  return {
      {"9110 5.5", "an empty value", with("A:"), "200", After::kept},
      {"9110 5.5", "a value of white space", with("A: \t "), "200", After::kept},
      {"9112 5", "white space around a value", with("A: \t b \t"), "200", After::kept},
      {"9112 5", "no white space", with("A:b"), "200", After::kept},
      {"9110 5.5", "a tab inside a value", with("A: b\tc"), "200", After::kept},
      {"9110 5.5", "colons in a value", with("A: b:c: d"), "200", After::kept},
      {"9110 5.5", "bytes beyond ASCII in a value", with("A: \xE4\xF6\xFC \x80\xFF"), "200", After::kept},
      {"9110 5.5", "quotes that do not close", with("A: \"b"), "200", After::kept},
      {"9110 5.6.2", "a name of rare bytes", with("!#$%&'*+-.^_`|~09: b"), "200", After::kept},
      {"9110 5.3", "the same field twice", with("A: b\r\nA: c"), "200", After::kept},
      {"9112 5.1", "a space before the colon", with("A : b"), "400"},
      {"9112 5.1", "a tab before the colon", with("A\t: b"), "400"},
      {"9112 5.1", "a space before the colon of Content-Length", with("Content-Length : 5"), "400"},
      {"9112 5.1", "a space before the colon of Transfer-Encoding", with("Transfer-Encoding : chunked"), "400"},
      {"9110 5.1", "an empty name", with(": b"), "400"},
      {"9110 5.1", "white space as the name", with(" : b"), "400"},
      {"9112 5", "no colon", with("A"), "400"},
      {"9112 5", "no colon, last of several", with("A: b\r\nC"), "400"},
      {"9110 5.1", "a space in the name", with("A b: c"), "400"},
      {"9110 5.1", "a tab in the name", with("Content\tLength: 5"), "400"},
      {"9110 5.1", "brackets in the name", with("A[b]: c"), "400"},
      {"9110 5.1", "an at sign in the name", with("A@: b"), "400"},
      {"9110 5.1", "a slash in the name", with("A/b: c"), "400"},
      {"9110 5.1", "a quote in the name", with("\"A\": b"), "400"},
      {"9110 5.1", "parentheses in the name", with("(A): b"), "400"},
      {"9110 5.1", "a comma in the name", with("A,b: c"), "400"},
      {"9110 5.1", "a semicolon in the name", with("A;b: c"), "400"},
      {"9110 5.1", "an equals sign in the name", with("A=b: c"), "400"},
      {"9110 5.1", "braces in the name", with("A{b}: c"), "400"},
      {"9110 5.1", "a question mark in the name", with("A?: c"), "400"},
      {"9110 5.1", "a backslash in the name", with("A\\: c"), "400"},
      {"9110 5.1", "a control byte in the name", with("A\x01: b"), "400"},
      {"9110 5.1", "DEL in the name", with("A\x7F: b"), "400"},
      {"9110 5.1", "a byte beyond ASCII in the name", with("A\xC3\xAB: b"), "400"},
      {"9110 5.1", "a space of two bytes before the colon", with("Content-Length\xC2\xA0: 5"), "400"},
      {"9110 5.5", "BEL in a value", with("A: b\x07"), "400"},
      {"9110 5.5", "BS in a value", with("A: b\x08"), "400"},
      {"9110 5.5", "VT in a value", with("A: b\x0B"), "400"},
      {"9110 5.5", "FF in a value", with("A: b\x0C"), "400"},
      {"9110 5.5", "ESC in a value", with("A: \x1B[0m"), "400"},
      {"9110 5.5", "DEL in a value", with("A: b\x7F"), "400"},
      {"9110 5.5", "SOH first in a value", with("A: \x01"), "400"},
      {"9112 5.2", "a folded value", with("A: b\r\n c"), "400"},
      {"9112 5.2", "a value folded with a tab", with("A: b\r\n\tc"), "400"},
      {"9112 5.2", "folded, empty before", with("A:\r\n b"), "400"},
      {"9112 5.2", "folded, empty behind", with("A: b\r\n "), "400"},
      {"9112 5.2", "folded so that it looks like a field", with("A: b\r\n Content-Length: 5"), "400"},
      {"9112 5.2", "a folded name", with("A\r\n : b"), "400"},
      {"9112 5.2", "a folded Transfer-Encoding", with("Transfer-Encoding:\r\n chunked"), "400"},
  };
}

}  // namespace

TEST_SUITE("wire: fields") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
