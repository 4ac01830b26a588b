// What is too long, too many or too much.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace siding::transport;
using namespace siding::transport::test;

namespace {

std::string fields(int count) {
  std::string lines = kHost;
  for (int i = 1; i < count; ++i) lines += "A: b\r\n";
  return lines;
}

std::vector<WireCase> table() {
  const std::string much(700, 'a');
  std::string extensions;
  for (int i = 0; i < 10; ++i) extensions += "1;a=" + std::string(100, 'b') + "\r\nx\r\n";
  return {
      {"9112 3", "a target of the length that fits", head("GET /now/" + std::string(400, 'a') + " HTTP/1.1"), "200",
       After::kept},
      {"9110 15.5.15", "a target that is too long", head("GET /now/" + much + " HTTP/1.1"), "414"},
      {"9110 15.5.15", "a target without an end", "GET /" + much, "414"},
      {"9110 15.5.15", "a target far too long", head("GET /" + std::string(100'000, 'a') + " HTTP/1.1"), "414"},
      {"9112 3", "a method that is too long", head(much + " /now HTTP/1.1"), "501"},
      {"9112 3", "a method without an end", std::string(100'000, 'A'), "501"},
      {"6585 5", "a value that is too long", with("A: " + much), "431"},
      {"6585 5", "a value far too long", with("A: " + std::string(100'000, 'a')), "431"},
      {"6585 5", "a name that is too long", with(much + ": b"), "431"},
      {"6585 5", "a field without an end", "GET /now HTTP/1.1\r\nA: " + much, "431"},
      {"6585 5", "as many fields as fit", head("GET /now HTTP/1.1", fields(10)), "200", After::kept},
      {"6585 5", "too many fields", head("GET /now HTTP/1.1", fields(11)), "431"},
      {"6585 5", "far too many fields", head("GET /now HTTP/1.1", fields(10'000)), "431"},
      {"6585 5", "empty lines are no fields", "\r\n\r\n\r\n\r\n" + head("GET /now HTTP/1.1", fields(10)), "200",
       After::kept},
      {"9112 7.1.1", "chunk extensions that are too long", chunked(extensions), "400"},
      {"9112 7.1.1", "an extension without an end", chunked("1;a=" + much), "400"},
      {"9112 7.1", "zeros without an end", chunked(std::string(700, '0')), "400"},
      {"9112 7.1.2", "a trailer that is too long", chunked("0\r\nA: " + much), "431"},
      {"9112 7.1.2", "too many trailers", chunked("0\r\n" + fields(11)), "431"},
      {"9110 15.5.14", "content that is too much", posted("Content-Length: 100001", ""), "413"},
      {"9110 15.5.14", "much content, and more of it", posted("Content-Length: 1000000", std::string(1'000'000, 'a')),
       "413"},
      {"9110 15.5.14", "chunks that are too much",
       chunked("186A0\r\n" + std::string(100'000, 'a') + "\r\n1\r\nb\r\n0\r\n\r\n"), "413"},
  };
}

}  // namespace

TEST_SUITE("wire: limits") {
  TEST_CASE("whole") {
    play_whole(table(), {.header = 600, .fields = 10});
  }
}
