#include "http/chunked.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace siding::http;
using namespace std::string_literals;

namespace {

struct Decoded {
  std::string content;
  unsigned status = 0;  // of the refusal; 1 when all went well, 0 when more is needed
  std::string rest;     // what it did not take
};

// As it comes in pieces of that size.
Decoded decode(const std::string& bytes, std::size_t piece, const ChunkLimits& limits) {
  ChunkedDecoder decoder{limits};
  Decoded result;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::string_view input{bytes.data() + at, std::min(piece, bytes.size() - at)};
    auto step = decoder.next(input);
    for (; step == ChunkedDecoder::Step::data; step = decoder.next(input)) result.content += decoder.data();
    if (step == ChunkedDecoder::Step::starved) continue;
    result.status = step == ChunkedDecoder::Step::done ? 1 : decoder.refusal().status;
    result.rest = std::string{input} + bytes.substr(std::min(at + piece, bytes.size()));
    break;
  }
  return result;
}

// The same in pieces of every size.
Decoded decode(const std::string& bytes, const ChunkLimits& limits = {.content = 1000}) {
  const auto whole = decode(bytes, bytes.size() + 1, limits);
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    CAPTURE(piece);
    const auto pieces = decode(bytes, piece, limits);
    CHECK(pieces.content == whole.content);
    CHECK(pieces.status == whole.status);
    CHECK(pieces.rest == whole.rest);
  }
  return whole;
}

}  // namespace

TEST_SUITE("chunked decoder") {
  TEST_CASE("puts the chunks together and leaves what follows") {
    const std::pair<std::string, std::string> rows[] = {
        {"0\r\n\r\n", ""},
        {"000\r\n\r\n", ""},
        {"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"},
        {"A\r\n0123456789\r\na\r\n0123456789\r\n00\r\n\r\n", "01234567890123456789"},
        {"000000000000000000005\r\nhello\r\n0\r\n\r\n", "hello"},
        {"2\r\n\r\n\r\n0\r\n\r\n", "\r\n"},
        {"5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"},
        {"1;a\r\nx\r\n0\r\n\r\n", "x"},
        {"1;a=b;c=\"d;\\\"\t\xE4\"\r\nx\r\n0;e\r\n\r\n", "x"},
        {"1 ; a = b ; c\t=\t\"\"\t;d\r\nx\r\n0\r\n\r\n", "x"},
        {"0\r\nA: b\r\nC:\r\nD:\t e \xE4 \r\n\r\n", ""},
    };
    for (const auto& [bytes, content] : rows) {
      CAPTURE(bytes);
      const auto decoded = decode(bytes + "GET");
      CHECK(decoded.status == 1);
      CHECK(decoded.content == content);
      CHECK(decoded.rest == "GET");
    }
  }

  TEST_CASE("refuses each byte that the grammar does not have, at that byte") {
    struct Row {
      std::string taken;
      std::string refused;
    };
    const Row rows[] = {
        {"", "\r\n"},
        {"", "\n"},
        {"", " 5"},
        {"", "\t5"},
        {"", "-5"},
        {"", "+5"},
        {"", "x"},
        {"", "g"},
        {"", ";a"},
        {"", "\0"s},
        {"0", "x5"},
        {"1", "_0"},
        {"5", "\n"},
        {"5", "h\r\n"},
        {"5", ",5"},
        {"5", "\0"s},
        {"5 ", "\r\n"},
        {"5 ", "a"},
        {"5\t ", "\r"},
        {"5\r", "\r\n"},
        {"5\r", "h"},
        {"5;", "\r\n"},
        {"5;", "=b"},
        {"5;", ";"},
        {"5;", "\n"},
        {"5; ", "\r\n"},
        {"5;a", "\n"},
        {"5;a", "\0"s},
        {"5;a", "@"},
        {"5;a=", "\r\n"},
        {"5;a=", ";"},
        {"5;a= ", "\r\n"},
        {"5;a=b", "\n"},
        {"5;a=b", "\""},
        {"5;a ", "\r\n"},
        {"5;a ", "b"},
        {"5;a=\"b", "\r\n"},
        {"5;a=\"b", "\n"},
        {"5;a=\"", "\x7F"},
        {"5;a=\"\\", "\r"},
        {"5;a=\"b\"", "c"},
        {"5;a=\"b\" ", "\r"},
        {"5;a\r", "x"},
        {"1\r\nx", "y"},
        {"1\r\nx", "\n"},
        {"1\r\nx", "0\r\n"},
        {"1\r\nx\r", "\r"},
        {"1\r\nx\r", "0"},
        {"1\r\nx\r\n", " 0"},
        {"1\r\nx\r\n", "\r\n"},
        {"0\r\n", "\n"},
        {"0\r\n", " A: b"},
        {"0\r\n", "\tb"},
        {"0\r\n", ": b"},
        {"0\r\n", "\0"s},
        {"0\r\nA", " : b"},
        {"0\r\nA", "\r\n"},
        {"0\r\nA:", "\n"},
        {"0\r\nA: b", "\0"s},
        {"0\r\nA: b\r", "c"},
        {"0\r\nA: b\r\n", " c"},
        {"0\r\n\r", "\r"},
        {"0\r\nA: b\r\n\r", "G"},
    };
    for (const auto& [taken, refused] : rows) {
      CAPTURE(taken);
      CAPTURE(refused);
      CHECK(decode(taken).status == 0);
      const auto decoded = decode(taken + refused);
      CHECK(decoded.status == 400);
      CHECK(decoded.rest == refused);
    }
  }

  TEST_CASE("a size has at most 63 bits") {
    const ChunkLimits endless{.content = ~std::uint64_t{0}};
    CHECK(decode("7FFFFFFFFFFFFFFF\r\nx", endless).status == 0);
    CHECK(decode("8000000000000000", endless).status == 400);
    CHECK(decode("10000000000000005", endless).status == 400);
    CHECK(decode("FFFFFFFFFFFFFFFFFFFFFFFF", endless).status == 400);
  }

  TEST_CASE("more than the content's limit is refused at the size that goes beyond") {
    CHECK(decode("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", {.content = 10}).status == 1);
    const auto beyond = decode("5\r\nhello\r\n6\r\n", {.content = 10});
    CHECK(beyond.status == 413);
    CHECK(beyond.content == "hello");
  }

  TEST_CASE("what is no content has a limit over all chunks") {
    std::string bytes;
    for (int i = 0; i < 40; ++i) bytes += "1;a=" + std::string(500, 'b') + "\r\nx\r\n";
    CHECK(decode(bytes, 64, {.content = 1000}).status == 400);
    CHECK(decode(std::string(20'000, '0'), 64, {.content = 1000}).status == 400);
  }

  TEST_CASE("trailers have limits") {
    CHECK(decode("0\r\nA: b\r\n\r\n", {.content = 0, .trailers = 8}).status == 1);
    CHECK(decode("0\r\nA: b\r\n\r\n", {.content = 0, .trailers = 7}).status == 431);
    CHECK(decode("0\r\nA:\r\nB:\r\n\r\n", {.content = 0, .trailer_fields = 2}).status == 1);
    CHECK(decode("0\r\nA:\r\nB:\r\nC", {.content = 0, .trailer_fields = 2}).status == 431);
  }
}
