// The plugins that ship, with their handlers in every mode, through sockets.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace json = boost::json;

TEST_SUITE("examples") {
  TEST_CASE("hello answers in its three modes, and the one in C does") {
    const RunningServer server{R"(
routes:
  - { path: "/sync/{name}", plugin: hello, handler: sync }
  - { path: "/async/{name}", plugin: hello, handler: async }
  - { path: "/offload/{name}", plugin: hello, handler: offload }
  - { path: "/c/{name}", plugin: hello_c }
  - { path: "/c-sync/{name}", plugin: hello_c, mode: sync }
)",
                               kShipped};
    for (const std::string path : {"/sync/", "/async/", "/offload/", "/c/", "/c-sync/"}) {
      CAPTURE(path);
      const auto response = server.ask(get(path + "J%C3%BCrgen"));
      CHECK(response.status == 200);
      CHECK(response.body == "Hello, J\u00fcrgen!");
      CHECK(response.has("Content-Type: text/plain; charset=utf-8"));
    }
  }

  TEST_CASE("HEAD, OPTIONS, an unknown path and a wrong method are answered for every route") {
    const RunningServer server{R"(
routes:
  - { path: "/hello/{name}", plugin: hello, handler: sync }
  - { path: /echo, methods: [POST, PUT], plugin: echo }
)",
                               kShipped};
    Client client = server.connect();

    client.send("HEAD /hello/Ada HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto head = client.read(true);
    CHECK(head.status == 200);
    CHECK(head.has("Content-Length: 11"));

    client.send("OPTIONS /hello/Ada HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto options = client.read();
    CHECK(options.status == 204);
    CHECK(options.has("Allow: GET, HEAD, OPTIONS"));

    client.send(get("/nobody"));
    CHECK(client.read().status == 404);

    client.send(get("/echo"));
    const auto wrong = client.read();
    CHECK(wrong.status == 405);
    CHECK(wrong.has("Allow: OPTIONS, POST, PUT"));
    CHECK(wrong.body.find("OPTIONS, POST, PUT") != wrong.body.npos);
  }

  TEST_CASE("requests on one connection are answered in order, pipelined over all modes") {
    const RunningServer server{R"(
routes:
  - { path: "/sync/{name}", plugin: hello, handler: sync }
  - { path: "/async/{name}", plugin: hello, handler: async }
  - { path: "/offload/{name}", plugin: hello, handler: offload }
)",
                               kShipped};
    Client client = server.connect();
    std::string requests;
    for (int i = 0; i < 20; ++i) {
      for (const std::string path : {"/sync/", "/async/", "/offload/"}) requests += get(path + std::to_string(i));
    }

    client.send(requests);

    for (int i = 0; i < 60; ++i) CHECK(client.read().body == "Hello, " + std::to_string(i / 3) + "!");
  }

  TEST_CASE("article waits twice and answers, each of its four handlers") {
    const RunningServer server{R"(
plugins: { article: { config: { wait: 5ms } } }
routes:
  - { path: /sync, plugin: article, handler: sync }
  - { path: /async-blocking, plugin: article, handler: async_blocking }
  - { path: /async, plugin: article, handler: async }
  - { path: /offload, plugin: article, handler: offload }
)",
                               kShipped};
    for (const std::string path : {"/sync", "/async-blocking", "/async", "/offload"}) {
      CAPTURE(path);
      const auto begin = std::chrono::steady_clock::now();
      const auto response = server.ask(get(path));
      CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds{10});
      CHECK(response.status == 200);
      CHECK(response.body == R"({"message":"Hello World"})");
    }
  }

  TEST_CASE("echo gives back method, path, query, parameters, fields and body") {
    const RunningServer server{R"(
routes:
  - { path: "/echo/{id:int}/{rest...}", methods: [POST], plugin: echo }
)",
                               kShipped};

    const auto response = server.ask(
        "POST /echo/42/a/b%20c?x=1&y HTTP/1.1\r\nHost: a\r\nX-Twice: 1\r\nx-twice: 2\r\nContent-Length: 9\r\n\r\n"
        "\"quoted\"\n");

    REQUIRE(response.status == 200);
    CHECK(response.has("Content-Type: application/json"));
    const json::value echoed = json::parse(response.body);
    CHECK(echoed.at("method") == "POST");
    CHECK(echoed.at("path") == "/echo/42/a/b%20c");
    CHECK(echoed.at("query") == "x=1&y");
    CHECK(echoed.at("params") == json::parse(R"({"id":"42","rest":"a/b c"})"));
    CHECK(echoed.at("headers").at("X-Twice") == "1, 2");
    CHECK(echoed.at("body") == "\"quoted\"\n");
  }

  TEST_CASE("two servers live in one process") {
    constexpr auto kYaml = R"(
routes:
  - { path: "/hello/{name}", plugin: hello, handler: offload }
)";
    const RunningServer one{kYaml, kShipped};
    const RunningServer two{kYaml, kShipped};

    CHECK(one.ask(get("/hello/one")).body == "Hello, one!");
    CHECK(two.ask(get("/hello/two")).body == "Hello, two!");
  }
}

}  // namespace siding::integration
