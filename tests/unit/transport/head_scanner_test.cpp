#include "transport/head_scanner.hpp"

#include <doctest/doctest.h>

#include <string>

using siding::transport::blank_prefix;
using siding::transport::head_size;
using siding::transport::HeadScanner;
using namespace std::string_literals;
using Outcome = HeadScanner::Outcome;

namespace {

constexpr std::size_t kLimit = 1000;

// Presents `bytes` as they would arrive one by one.
HeadScanner drip(const std::string& bytes, Outcome& outcome) {
  HeadScanner scanner;
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    outcome = scanner.scan(std::string_view{bytes}.substr(0, size), kLimit);
    if (outcome != Outcome::incomplete) break;
  }
  return scanner;
}

}  // namespace

TEST_SUITE("head scanner") {
  TEST_CASE("finds the end of a head however it is split") {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t cut = 0; cut < head.size(); ++cut) {
      CAPTURE(cut);
      HeadScanner scanner;
      scanner.scan(std::string_view{head}.substr(0, cut), kLimit);
      CHECK(scanner.scan(head + "rest", kLimit) == Outcome::complete);
      CHECK(scanner.size() == head.size());
    }
  }

  TEST_CASE("a head ends behind the first empty line") {
    CHECK(head_size("GET / HTTP/1.1\r\n\r\n\r\n") == 18);
    CHECK(head_size("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest\r\n\r\n") == 27);
    CHECK(head_size("GET / HTTP/1.1\r\nHost: a\r\n\r") == 0);
    CHECK(head_size("GET / HTTP/1.1\r\nHost: a\n\n") == 0);
    CHECK(head_size("") == 0);
    for (std::size_t size = 0; size < 70; ++size) {  // wherever it ends among sixteen bytes
      CAPTURE(size);
      const auto head = std::string(size, 'a') + "\n\r\n";
      CHECK(head_size(head) == size + 3);
      CHECK(head_size(head + std::string(40, '\n')) == size + 3);
      CHECK(head_size(std::string(size, '\n') + "\r\r\n" + head) == 2 * size + 6);
      CHECK(head_size(std::string_view{head}.substr(0, head.size() - 1)) == 0);
    }
  }

  TEST_CASE("refuses what can never become a head before its end") {
    const std::string cases[] = {"GET / HTTP/1.1\n",
                                 "GET /\r\n",
                                 "\x16\x03\x01",
                                 "GET / HTTP/1.1\r\nHost: a\n",
                                 "GET / HTTP/1.1\r\n folded",
                                 "GET /\x01",
                                 "GET / HTTP/1.1\r\nA: b\rc",
                                 "GET /\0"s};
    for (const auto& bytes : cases) {
      CAPTURE(bytes);
      Outcome outcome{};
      const auto scanner = drip(bytes + "\r\n", outcome);
      CHECK(outcome == Outcome::refused);
      CHECK(scanner.refusal().status == 400);
    }
  }

  TEST_CASE("tells a long request line from a long header") {
    Outcome outcome{};
    CHECK(drip("GET /" + std::string(2 * kLimit, 'a'), outcome).refusal().status == 414);
    CHECK(drip("GET / HTTP/1.1\r\nA: " + std::string(2 * kLimit, 'a'), outcome).refusal().status == 431);
    CHECK(outcome == Outcome::refused);
  }

  TEST_CASE("skips empty lines before a request line only whole") {
    CHECK(blank_prefix("\r\n\r\nGET") == 4);
    CHECK(blank_prefix("\r") == 0);
    CHECK(blank_prefix("\nGET") == 0);
  }
}
