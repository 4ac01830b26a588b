// What a plugin may answer, and what reaches the wire of it (tests/fixtures/raw_response.c).
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "integration/harness/running_server.hpp"

namespace siding::integration {
namespace {

constexpr std::string_view kRoutes = R"(
routes:
  - { path: "/field/{name}/{value}", plugin: raw_response, handler: field }
  - { path: "/many/{count}", plugin: raw_response, handler: many }
  - { path: "/status/{status}", plugin: raw_response, handler: status }
  - { path: "/sized/{bytes}", plugin: raw_response, handler: sized }
)";

const std::string kLast = get("/status/200", "Connection: close\r\n");

// How often `text` is in `bytes`.
std::size_t count(std::string_view bytes, std::string_view text) {
  std::size_t found = 0;
  for (auto at = bytes.find(text); at != bytes.npos; at = bytes.find(text, at + text.size())) ++found;
  return found;
}

// Bytes of memory that the process has.
std::size_t resident() {
  std::ifstream file{"/proc/self/statm"};
  std::size_t all = 0;
  std::size_t pages = 0;
  file >> all >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_SUITE("response") {
  TEST_CASE("fields that split, smuggle or belong to the host are refused, and nothing of them is sent") {
    const RunningServer server{kRoutes};
    for (const std::string path : {"X-A/1%0D%0AX-Evil:%201",
                                   "X-A/1%0AX-Evil:%201",
                                   "X-A/1%0DX-Evil:%201",
                                   "X-A/%0D%0A%0D%0AX-Evil",
                                   "X-A/1%01X-Evil",
                                   "X-A/1%7FX-Evil",
                                   "X-A%0D%0AX-Evil/1",
                                   "X-Evil:%201/2",
                                   "X-Evil%20/1",
                                   "X%20Evil/1",
                                   "X-Evil%C3%A4/1",
                                   "(X-Evil)/1",
                                   "Content-Length/0",
                                   "content-length/0",
                                   "Transfer-Encoding/chunked",
                                   "TRANSFER-ENCODING/x",
                                   "Connection/close",
                                   "Connection/upgrade",
                                   "Keep-Alive/timeout=1",
                                   "Date/now",
                                   "Upgrade/h2c",
                                   "Trailer/X-Evil",
                                   "TE/trailers"}) {
      CAPTURE(path);
      auto client = server.connect();
      client.send(get("/field/" + path) + kLast);
      const auto bytes = client.read_to_end();
      CHECK(bytes.starts_with("HTTP/1.1 500 "));
      CHECK(count(bytes, "HTTP/1.1 ") == 2);
      CHECK(count(bytes, "X-Evil") == 0);
      CHECK(count(bytes, "\r\nContent-Length: ") == 2);
      CHECK(count(bytes, "\r\nDate: ") == 2);
      CHECK(count(bytes, "\r\nTransfer-Encoding: ") == 0);
    }
  }

  TEST_CASE("any other field is sent as it is") {
    const RunningServer server{kRoutes};
    for (const std::string path : {"X-A/b", "Set-Cookie/a=b;%20c", "!%23$/%C3%A4%FF"}) {
      CAPTURE(path);
      CHECK(server.ask(get("/field/" + path)).status == 200);
    }
    CHECK(server.ask(get("/field/X-A/b%20c")).has("X-A: b c"));
  }

  TEST_CASE("fields of 64 KiB are sent, more are refused") {
    const RunningServer server{kRoutes};
    CHECK(server.ask(get("/many/3640")).head.size() > 60'000);
    CHECK(server.ask(get("/many/3641")).status == 500);
    CHECK(server.ask(get("/many/1000000")).status == 500);
  }

  TEST_CASE("204 and 304 have neither content nor a length, 205 has the length 0") {
    const RunningServer server{kRoutes};
    for (const std::string status : {"204", "205", "304"}) {
      CAPTURE(status);
      auto client = server.connect();
      client.send(get("/status/" + status) + kLast);
      const auto bytes = client.read_to_end();
      CHECK(bytes.starts_with("HTTP/1.1 " + status));
      CHECK(count(bytes, "content") == 1);  // that of the last answer
      CHECK(count(bytes, "\r\nContent-Length: ") == (status == "205" ? 2 : 1));
      CHECK(count(bytes, "\r\nContent-Length: 0\r\n") == (status == "205" ? 1 : 0));
    }
  }

  TEST_CASE("a status that is none, or not the plugin's to give, is refused") {
    const RunningServer server{kRoutes};
    for (const std::string status : {"0", "99", "100", "101", "103", "199", "600", "1000", "4294967295"}) {
      CAPTURE(status);
      CHECK(server.ask(get("/status/" + status)).status == 500);
    }
    for (const std::string status : {"200", "299", "418", "599"}) {
      CAPTURE(status);
      CHECK(std::to_string(server.ask(get("/status/" + status)).status) == status);
    }
  }

  TEST_CASE("HEAD has the length of a GiB and no byte of it") {
    const RunningServer server{kRoutes};
    auto client = server.connect();
    client.send("HEAD /sized/1073741824 HTTP/1.1\r\nHost: a\r\n\r\n" + kLast);
    CHECK(client.read(true).has("Content-Length: 1073741824"));
    CHECK(client.read().body == "content");
  }

  TEST_CASE("a body of a GiB arrives whole and takes no memory of the host") {
    const RunningServer server{kRoutes};
    auto client = server.connect();
    const std::size_t before = resident();
    client.send(get("/sized/1073741824") + kLast);
    std::size_t most = before;
    const std::size_t bytes = client.skip_to_end([&] { most = std::max(most, resident()); });
    CHECK(bytes > 1'073'741'824);
    CHECK(bytes < 1'073'741'824 + 1000);
#ifndef SIDING_SANITIZED  // a sanitizer's own memory is beside the point
    CHECK(most - before < 64u << 20);
#endif
  }
}

}  // namespace siding::integration
