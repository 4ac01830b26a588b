// Raw requests, whole and split at every byte. Each row is sent with one more
// request behind it, which is answered only where the connection is kept.
#include <doctest/doctest.h>

#include "test_server.hpp"

using namespace std::string_literals;
using namespace siding::transport;
using namespace siding::transport::test;

namespace {

struct Row {
  const char* name;
  std::string bytes;
  std::string statuses;  // in order
  bool kept;
};

const std::string kHost = "Host: a\r\n";

std::string request(const std::string& line, const std::string& fields = kHost) {
  return line + "\r\n" + fields + "\r\n";
}

std::string chunked(const std::string& content) {
  return request("POST /now HTTP/1.1", kHost + "Transfer-Encoding: chunked\r\n") + content;
}

std::string with(const std::string& field) {
  return request("GET /now HTTP/1.1", kHost + field + "\r\n");
}

std::vector<Row> well_formed() {
  return {
      {"a request", get("/now"), "200", true},
      {"two requests", get("/now/1") + get("/now/2"), "200 200", true},
      {"close asked for", get("/now", "Connection: close\r\n"), "200", false},
      {"close among other tokens", get("/now", "Connection: te, Close\r\n"), "200", false},
      {"HTTP/1.0", request("GET /now HTTP/1.0"), "200", false},
      {"HTTP/1.0 without Host", request("GET /now HTTP/1.0", ""), "200", false},
      {"HTTP/1.0 kept alive", request("GET /now HTTP/1.0", "Connection: keep-alive\r\n"), "200", true},
      {"a higher minor version", request("GET /now HTTP/1.9"), "200", true},
      {"an empty line before", "\r\n\r\n" + get("/now"), "200", true},
      {"content with a length", post("/now", "hello"), "200", true},
      {"an empty content", post("/now", ""), "200", true},
      {"an empty line after content", post("/now", "hello") + "\r\n", "200", true},
      {"chunks", chunked("5\r\nhello\r\n1;a=b;c=\"d\"\r\n!\r\n0\r\n\r\n"), "200", true},
      {"chunks with trailers", chunked("0\r\nX: y\r\nAuthorization: z\r\n\r\n"), "200", true},
      {"unwanted content, skipped", post("/denied", "hello"), "404", true},
      {"204", get("/204"), "204", true},
      {"304", get("/304"), "304", true},
      {"an unknown method", request("BREW /now HTTP/1.1"), "501", true},
      {"an absolute target", request("GET http://a/now HTTP/1.1"), "200", true},
      {"OPTIONS of the server", request("OPTIONS * HTTP/1.1"), "200", true},
      {"obs-text in a value", with("A: \xE4\xF6"), "200", true},
  };
}

std::vector<Row> malformed() {
  return {
      {"HTTP/0.9", "GET /now\r\n", "400", false},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505", false},
      {"another version", request("GET /now HTTP/3.0"), "505", false},
      {"a version that is none", request("GET /now HTTP/1.1x"), "400", false},
      {"TLS", "\x16\x03\x01\x02\x00\x01\x00"s, "400", false},
      {"bare LF after the request line", "GET /now HTTP/1.1\nHost: a\r\n\r\n", "400", false},
      {"bare LF after a field", "GET /now HTTP/1.1\r\nHost: a\n\r\n", "400", false},
      {"bare LF everywhere", "GET /now HTTP/1.1\nHost: a\n\n", "400", false},
      {"a bare CR", with("A: b\rc"), "400", false},
      {"NUL in a value", with("A: b\0c"s), "400", false},
      {"NUL in the target", request("GET /\0 HTTP/1.1"s), "400", false},
      {"a folded field", with("A: b\r\n c"), "400", false},
      {"a folded field, empty before", with("A:\r\n\tc"), "400", false},
      {"space before the first field", request("GET /now HTTP/1.1", " " + kHost), "400", false},
      {"space before the colon", with("A : b"), "400", false},
      {"an empty field name", with(": b"), "400", false},
      {"a field without colon", with("A"), "400", false},
      {"no Host", request("GET /now HTTP/1.1", ""), "400", false},
      {"two Hosts", request("GET /now HTTP/1.1", kHost + kHost), "400", false},
      {"a Host that is none", request("GET /now HTTP/1.1", "Host: a b\r\n"), "400", false},
      {"two spaces", request("GET  /now HTTP/1.1"), "400", false},
      {"a fragment", request("GET /now#x HTTP/1.1"), "400", false},
      {"a relative target", request("GET now HTTP/1.1"), "400", false},
      {"a method that is no token", request("G@T /now HTTP/1.1"), "400", false},
      {"CONNECT", request("CONNECT a:1 HTTP/1.1"), "501", false},
      {"length and chunks",
       request("POST /now HTTP/1.1", kHost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
       "400", false},
      {"chunks and length",
       request("POST /now HTTP/1.1", kHost + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n",
       "400", false},
      {"two lengths", with("Content-Length: 0\r\nContent-Length: 0"), "400", false},
      {"a list of lengths", with("Content-Length: 0, 0"), "400", false},
      {"a signed length", with("Content-Length: +0"), "400", false},
      {"an overflowing length", with("Content-Length: 99999999999999999999"), "400", false},
      {"gzip", with("Transfer-Encoding: gzip"), "400", false},
      {"gzip, chunked", with("Transfer-Encoding: gzip, chunked"), "501", false},
      {"chunked, gzip", with("Transfer-Encoding: chunked, gzip"), "400", false},
      {"chunked twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), "400", false},
      {"xchunked", with("Transfer-Encoding: xchunked"), "400", false},
      {"chunks in HTTP/1.0", request("POST /now HTTP/1.0", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", "400",
       false},
      {"a chunk size that is none", chunked("x\r\n"), "400", false},
      {"a chunk size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), "400", false},
      {"a signed chunk size", chunked("-5\r\nhello\r\n0\r\n\r\n"), "400", false},
      {"an overflowing chunk size", chunked("FFFFFFFFFFFFFFFFF\r\n"), "400", false},
      {"a chunk longer than its size", chunked("5\r\nhello!\r\n0\r\n\r\n"), "400", false},
      {"NUL in a chunk extension", chunked("1;a=\"\0\"\r\nx\r\n0\r\n\r\n"s), "400", false},
      {"content beyond the limit", request("POST /now HTTP/1.1", kHost + "Content-Length: 100001\r\n"), "413", false},
      {"chunks beyond the limit", chunked("186A1\r\n"), "413", false},
      {"an expectation unknown here", with("Expect: tea"), "417", true},
  };
}

const std::string kProbe = get("/now/probe", "Connection: close\r\n");

void check(const Row& row, const std::string& bytes) {
  const auto responses = split(bytes);
  CHECK(statuses(responses) == row.statuses + (row.kept ? " 200" : ""));
  if (responses.empty()) return;
  CHECK(responses.back().has("Connection: close"));
  if (row.kept) CHECK(responses.back().body == "GET /now/probe ");
}

void run_whole(const std::vector<Row>& rows) {
  TestServer server;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Client client{server.port()};
    client.send(row.bytes + kProbe);
    check(row, client.read_to_end());
  }
  server.wait_for_connections(0);
  CHECK(server.service().tally().open == 0);
}

void run_split(const std::vector<Row>& rows) {
  TestServer server;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string bytes = row.bytes + kProbe;
    for (std::size_t cut = 1; cut < row.bytes.size(); ++cut) {
      CAPTURE(cut);
      Client client{server.port()};
      client.send(bytes.substr(0, cut));
      server.settle();
      client.send(bytes.substr(cut));
      check(row, client.read_to_end());
    }
  }
}

}  // namespace

TEST_SUITE("raw bytes") {
  TEST_CASE("well-formed requests are answered") {
    run_whole(well_formed());
  }
  TEST_CASE("well-formed requests are answered however they are split") {
    run_split(well_formed());
  }
  TEST_CASE("malformed requests are refused and the connection ends") {
    run_whole(malformed());
  }
  TEST_CASE("malformed requests are refused however they are split") {
    run_split(malformed());
  }

  TEST_CASE("every byte may come alone") {
    TestServer server;
    Client client{server.port()};
    for (const char byte : post("/now", "hello") + kProbe) {
      client.send({&byte, 1});
      server.settle();
    }
    const auto responses = split(client.read_to_end());
    REQUIRE(statuses(responses) == "200 200");
    CHECK(responses[0].body == "POST /now hello");
  }

  TEST_CASE("a refusal is a problem document") {
    TestServer server;
    Client client{server.port()};
    client.send("GET /now HTTP/1.1\r\n\r\n");
    const auto response = client.read();
    CHECK(response.has("Content-Type: application/problem+json"));
    CHECK(response.body.find("Host") != response.body.npos);
  }

  TEST_CASE("limits: 414, 431 by size, 431 by number of fields") {
    TestServer server{{.header = 500, .fields = 10}};
    std::string many;
    for (int i = 0; i < 10; ++i) many += "A: b\r\n";
    const std::pair<std::string, std::string> rows[] = {{get("/now/" + std::string(600, 'a')), "414"},
                                                        {get("/now", "A: " + std::string(600, 'a') + "\r\n"), "431"},
                                                        {get("/now", many), "431"},
                                                        {"GET /" + std::string(600, 'a'), "414"}};
    for (const auto& [bytes, status] : rows) {
      CAPTURE(bytes);
      Client client{server.port()};
      client.send(bytes);
      CHECK(statuses(split(client.read_to_end())) == status);
    }
  }

  TEST_CASE("HEAD has the length of the content and no content") {
    TestServer server;
    Client client{server.port()};
    client.send("HEAD /size?5 HTTP/1.1\r\nHost: a\r\n\r\n" + kProbe);
    const auto responses = split(client.read_to_end(), true);
    REQUIRE(statuses(responses) == "200 200");
    CHECK(responses[0].has("Content-Length: 5"));
  }

  TEST_CASE("an HTTP/1.0 client that asks for it is told that the connection stays") {
    TestServer server;
    Client client{server.port()};
    client.send("GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read().has("Connection: keep-alive"));
    client.send("GET /now HTTP/1.0\r\n\r\n");
    CHECK(client.read().has("Connection: close"));
    CHECK(client.ended());
  }

  TEST_CASE("the peer's address comes with the request") {
    const std::pair<std::string, std::string> rows[] = {{"127.0.0.1", "127.0.0.1:"}, {"::1", "[::1]:"}};
    for (const auto& [host, begin] : rows) {
      TestServer server{{}, 1, host};
      Client client{server.port(), host};
      client.send(get("/peer"));
      const auto peer = client.read().body;
      CHECK(peer.starts_with(begin));
      CHECK(peer.size() > begin.size());
    }
  }
}
