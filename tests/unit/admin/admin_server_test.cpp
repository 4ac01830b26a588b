#include "admin/admin_server.hpp"

#include <doctest/doctest.h>

#include <string>

#include "unit/admin/views.hpp"
#include "unit/transport/client.hpp"

namespace siding::admin {

using test::FakeSource;
using transport::test::Client;
using transport::test::get;
using transport::test::post;
using transport::test::Response;

namespace {

struct Running {
  Running() {
    auto listener = transport::Listener::open("127.0.0.1", 0);
    port = listener->port();
    server = std::move(*AdminServer::start(std::move(*listener), "127.0.0.1", source, {}));
  }
  Response ask(const std::string& request) const {
    Client client(port);
    client.send(request);
    return client.read(request.starts_with("HEAD "));
  }

  FakeSource source;
  std::uint16_t port = 0;
  std::unique_ptr<AdminServer> server;
};

std::string from(const std::string& host, const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

}  // namespace

TEST_SUITE("admin server") {
  TEST_CASE("answers each of its paths") {
    const Running running;
    for (const char* path : {"/", "/livez", "/readyz", "/metrics", "/routes", "/plugins", "/stalls", "/config",
                             "/advice", "/status", "/readyz?verbose"}) {
      CAPTURE(path);
      CHECK(running.ask(from("127.0.0.1", path)).status == 200);
    }
  }

  TEST_CASE("a Host that could be a page's own name gets nothing") {
    const Running running;
    for (const char* path : {"/", "/config", "/nowhere"}) {
      const Response response = running.ask(from("evil.example", path));
      CHECK(response.status == 421);
      CHECK(response.body.find("routes.yaml") == std::string::npos);
    }
    CHECK(running.ask(from("localhost:9901", "/livez")).status == 200);
  }

  TEST_CASE("an absolute target is for proxies") {
    const Running running;
    CHECK(running.ask("GET http://evil.example/config HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status == 421);
  }

  TEST_CASE("nothing but GET and HEAD is understood") {
    const Running running;
    const Response refused = running.ask("DELETE /routes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    CHECK(refused.status == 405);
    CHECK(refused.has("Allow: GET, HEAD"));
    CHECK(running.ask("POST /config HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nping").status == 405);
    const Response head = running.ask("HEAD /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
  }

  TEST_CASE("an unknown path is told what there is") {
    const Running running;
    const Response response = running.ask(from("127.0.0.1", "/nowhere"));
    CHECK(response.status == 404);
    CHECK(response.body.find("/metrics") != std::string::npos);
  }

  TEST_CASE("is alive, but not ready, while it drains") {
    Running running;
    running.source.stage_now = Stage::draining;
    CHECK(running.ask(from("127.0.0.1", "/livez")).status == 200);
    const Response ready = running.ask(from("127.0.0.1", "/readyz"));
    CHECK(ready.status == 503);
    CHECK(ready.body.find("draining") != std::string::npos);
  }

  TEST_CASE("the page asks nobody but this listener, and nobody may frame it") {
    const Running running;
    const Response page = running.ask(from("127.0.0.1", "/"));
    CHECK(page.has("Content-Type: text/html; charset=utf-8"));
    CHECK(page.head.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(page.head.find("default-src 'none'") != std::string::npos);
    CHECK(page.body.find("src=\"") == std::string::npos);
    CHECK(page.body.find("http://") == std::string::npos);
    CHECK(page.body.find("https://") == std::string::npos);
    CHECK(page.body.find("</html>") != std::string::npos);
  }
}

}  // namespace siding::admin
