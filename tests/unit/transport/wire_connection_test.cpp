// Which connections are kept, what is expected, what is offered in vain.
#include <doctest/doctest.h>

#include "wire_table.hpp"

using namespace std::string_literals;
using namespace siding::transport::test;

namespace {

std::string get_all() {
  return head("GET /now HTTP/1.1") + posted("Content-Length: 5", "hello") + head("GET /denied HTTP/1.1") +
         chunked("5\r\nhello\r\n0\r\n\r\n");
}

std::vector<WireCase> table() {
  return {
      {"9112 9.3", "kept without a word", head("GET /now HTTP/1.1"), "200", After::kept},
      {"9112 9.6", "close", with("Connection: close"), "200"},
      {"9112 9.6", "close in any case", with("connection: CLOSE"), "200"},
      {"9112 9.6", "close among others", with("Connection: te, close ,x"), "200"},
      {"9112 9.6", "close in a second field", with("Connection: x\r\nConnection: close"), "200"},
      {"9112 9.6", "close and keep-alive", with("Connection: keep-alive, close"), "200"},
      {"9110 5.6.1", "empty members", with("Connection: ,, close,"), "200"},
      {"9112 9.3", "a word that begins so", with("Connection: closed"), "200", After::kept},
      {"9112 9.3", "keep-alive", with("Connection: keep-alive"), "200", After::kept},
      {"9112 9.3", "an unknown option", with("Connection: x-y"), "200", After::kept},
      {"9112 9.3", "an empty list", with("Connection:"), "200", After::kept},
      {"9112 9.3", "Keep-Alive and Proxy-Connection mean nothing",
       with("Keep-Alive: timeout=5\r\nProxy-Connection: close"), "200", After::kept},
      {"9112 9.3", "HTTP/1.0", head("GET /now HTTP/1.0"), "200"},
      {"9112 9.3", "HTTP/1.0 kept alive", head("GET /now HTTP/1.0", "Connection: Keep-Alive\r\n"), "200", After::kept},
      {"9112 9.3", "HTTP/1.0, keep-alive and close", head("GET /now HTTP/1.0", "Connection: keep-alive, close\r\n"),
       "200"},
      {"9112 9.3", "HTTP/1.0 kept alive, with content",
       head("POST /now HTTP/1.0", "Connection: keep-alive\r\nContent-Length: 5\r\n") + "hello", "200", After::kept},
      {"9112 9.3.2", "pipelined requests", get_all(), "200 200 404 200", After::kept},
      {"9112 9.3.2", "nothing behind close is read", with("Connection: close") + head("GET /now HTTP/1.1"), "200"},
      {"9112 9.3.2", "nothing behind a refusal is read",
       head("GET /now HTTP/1.1") + with("A : b") + head("GET /now HTTP/1.1"), "200 400"},
      {"9110 7.8", "Upgrade to what is not offered", with("Connection: Upgrade\r\nUpgrade: h2c"), "200", After::kept},
      {"9110 7.8", "Upgrade to a WebSocket",
       with("Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            "dGhlIHNhbXBsZQ=="),
       "200", After::kept},
      {"9110 7.8", "Upgrade without the option", with("Upgrade: websocket"), "200", After::kept},
      {"9110 7.8", "Upgrade with content", posted("Connection: upgrade\r\nUpgrade: x/2\r\nContent-Length: 5", "hello"),
       "200", After::kept},
      {"9113 3.1", "HTTP2-Settings",
       with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"), "200", After::kept},
      {"9110 10.1.1", "Expect without content", with("Expect: 100-continue"), "200", After::kept},
      {"9110 10.1.1", "Expect with no content", posted("Expect: 100-continue\r\nContent-Length: 0", ""), "200",
       After::kept},
      {"9110 10.1.1", "Expect in HTTP/1.0 means nothing",
       head("POST /now HTTP/1.0", "Expect: 100-continue\r\nContent-Length: 5\r\n") + "hello", "200"},
      {"9110 10.1.1", "an unknown expectation in HTTP/1.0", head("GET /now HTTP/1.0", "Expect: tea\r\n"), "200"},
      {"9110 10.1.1", "an unknown expectation", with("Expect: tea"), "417", After::kept},
      {"9110 10.1.1", "an unknown expectation with content", posted("Expect: tea\r\nContent-Length: 5", "hello"),
       "417"},
      {"9110 10.1.1", "an unknown expectation beside 100-continue", with("Expect: 100-continue, tea"), "417",
       After::kept},
      {"9110 10.1.1", "an expectation with a value", with("Expect: 100-continue=x"), "417", After::kept},
      {"9110 15.3.5", "204 has no content", head("GET /204 HTTP/1.1"), "204", After::kept},
      {"9110 15.4.5", "304 has no content", head("GET /304 HTTP/1.1"), "304", After::kept},
      {"9110 9.3.2", "HEAD has no content", head("HEAD /size?5 HTTP/1.1"), "200", After::kept},
      {"9110 9.3.2", "nor has a refusal of HEAD", head("HEAD /now HTTP/1.1", ""), "400"},
      {"9110 9.3.2", "nor a refusal of HEAD that is hardly one", "HEAD /now HTTP/1.1\r\nHost: a\n\r\n", "400"},
      {"9112 8", "the client ends behind a request", head("GET /now HTTP/1.1"), "200", After::ended},
      {"9112 8", "the client ends behind three",
       head("GET /now HTTP/1.1") + head("GET /now HTTP/1.1") + head("GET /now HTTP/1.1"), "200 200 200", After::ended},
      {"9112 8", "the client ends behind an empty line", head("GET /now HTTP/1.1") + "\r\n", "200", After::ended},
      {"9112 8", "the client ends behind empty lines alone", "\r\n\r\n", "", After::ended},
      {"9112 8", "the client ends in the request line", "GET /now HT", "400", After::ended},
      {"9112 8", "the client ends in the fields", "GET /now HTTP/1.1\r\nHost: a\r\n", "400", After::ended},
      {"9112 8", "the client ends in content", posted("Content-Length: 5", "hel"), "400", After::ended},
      {"9112 8", "the client ends before content", posted("Content-Length: 5", ""), "400", After::ended},
      {"9112 8", "the client ends in a chunk", chunked("5\r\nhel"), "400", After::ended},
      {"9112 8", "the client ends between chunks", chunked("5\r\nhello\r\n"), "400", After::ended},
      {"9112 8", "the client ends before the last line", chunked("5\r\nhello\r\n0\r\n"), "400", After::ended},
  };
}

}  // namespace

TEST_SUITE("wire: connection") {
  TEST_CASE("whole") {
    play_whole(table());
  }
  TEST_CASE("split at every byte") {
    play_split(table());
  }
}
