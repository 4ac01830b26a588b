#include <doctest/doctest.h>

#include "server/lab_answer.hpp"

using siding::server::lab::Answer;

namespace {

// Byte by byte; the same as at once.
unsigned status_of(std::string_view bytes, bool without_content = false) {
  Answer at_once{without_content};
  at_once.add(bytes);
  Answer in_pieces{without_content};
  for (std::size_t i = 0; i < bytes.size(); ++i) in_pieces.add(bytes.substr(i, 1));
  CHECK(at_once.status() == in_pieces.status());
  return at_once.status();
}

}  // namespace

TEST_SUITE("lab answer") {
  TEST_CASE("has the status of a complete answer") {
    CHECK(status_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") == 200);
    CHECK(status_of("HTTP/1.1 404 Not Found\r\n\r\nuntil the end") == 404);
    CHECK(status_of("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n") == 304);
    CHECK(status_of("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", true) == 200);
  }

  TEST_CASE("has none when it was cut off, or is no HTTP") {
    CHECK(status_of("") == 0);
    CHECK(status_of("HTTP/1.1 200 OK\r\n") == 0);
    CHECK(status_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell") == 0);
    CHECK(status_of("SSH-2.0-OpenSSH_9.2\r\n\r\n") == 0);
    CHECK(status_of("HTTP/1.1\r\n\r\n") == 0);
  }

  TEST_CASE("passes over interim answers") {
    CHECK(status_of("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n") ==
          500);
  }
}
