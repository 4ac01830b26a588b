#include <doctest/doctest.h>

#include "server/lab_target.hpp"

using namespace siding;
using namespace siding::server::lab;

namespace {

constexpr std::string_view kRoutes = R"(version: 1
routes:
  - { name: greeting, path: "/hello/{name}", plugin: p }
  - { path: /hello/you, plugin: p }
  - { name: order, path: "/orders/{id:int}", plugin: p }
  - { name: change, path: "/orders/{id:int}", methods: [PUT, PATCH], plugin: p }
  - { path: "/things/{key:uuid}/a b/{rest...}", plugin: p, methods: [DELETE] }
)";

Result<Target, Mistakes> target(Options options) {
  return make_target(*config::parse(kRoutes, "routes.yaml"), options);
}

Target good(Options options) {
  const auto made = target(std::move(options));
  if (!made) FAIL(to_string(made.error().front()));
  return *made;
}

std::string refusal(Options options) {
  const auto made = target(std::move(options));
  REQUIRE(made.has_error());
  REQUIRE(made.error().size() == 1);
  CHECK(made.error().front().code == ExitCode::usage);
  return made.error().front().what + "; " + made.error().front().fix;
}

}  // namespace

TEST_SUITE("lab target") {
  TEST_CASE("is found by name, by pattern, by method and pattern, and by a path that leads to it") {
    CHECK(good({.route = "greeting"}).route == 0);
    CHECK(good({.route = "/hello/{name}"}).route == 0);
    CHECK(good({.route = "GET /orders/{id:int}"}).route == 2);
    CHECK(good({.route = "PATCH /orders/{id:int}"}).route == 3);
    CHECK(good({.route = "PATCH /orders/{id:int}"}).method == "PATCH");
    CHECK(good({.route = "/orders/7?all=1"}).route == 2);
    CHECK(good({.route = "/orders/7?all=1"}).path == "/orders/7?all=1");
    CHECK(good({.route = "PUT /orders/7"}).route == 3);
    CHECK(good({.route = "/things/00000000-0000-0000-0000-00000000000a/a%20b/"}).method == "DELETE");
  }

  TEST_CASE("has values for parameters by their type, or those that were given") {
    CHECK(good({.route = "greeting"}).path == "/hello/x");
    CHECK(good({.route = "GET /orders/{id:int}"}).path == "/orders/1");
    const std::string things = "/things/{key:uuid}/a b/{rest...}";
    CHECK(good({.route = things}).path == "/things/00000000-0000-0000-0000-000000000000/a%20b/x");
    CHECK(good({.route = things, .params = {"rest=x/y z?", "key=11111111-1111-1111-1111-111111111111"}}).path ==
          "/things/11111111-1111-1111-1111-111111111111/a%20b/x/y%20z%3F");
    CHECK(good({.route = "greeting", .params = {"name=a=b/c"}}).path == "/hello/a=b%2Fc");
  }

  TEST_CASE("is asked for with the first method, the fields and the content that were given") {
    const Target plain = good({.route = "greeting"});
    CHECK(plain.request ==
          "GET /hello/x HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: siding-lab\r\nAccept: */*\r\nConnection: "
          "close\r\n\r\n");
    const Target put =
        good({.route = "PUT /orders/1", .headers = {"accept:text/html", "X-Key:  a b "}, .params = {}, .body = "{}"});
    CHECK(put.request ==
          "PUT /orders/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: siding-lab\r\naccept: text/html\r\nX-Key: a "
          "b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
  }

  TEST_CASE("that is not there is refused with the nearest one") {
    CHECK(refusal({.route = "greetings"}) == "there is no route `greetings`; did you mean `greeting`?");
    CHECK(refusal({.route = "/helo/{name}"}) == "there is no route `/helo/{name}`; did you mean `/hello/{name}`?");
    CHECK(refusal({.route = "what"}) == "there is no route `what`; `siding routes` lists them");
    CHECK(refusal({.route = "/orders/{id:int}"}) ==
          "2 routes are called `/orders/{id:int}`; write `GET /orders/{id:int}` or `PUT /orders/{id:int}`");
  }

  TEST_CASE("is refused with values that do not fit") {
    CHECK(refusal({.route = "greeting", .params = {"nmae=x"}}) ==
          "the path `/hello/{name}` has no parameter `nmae`; it has `name`");
    CHECK(refusal({.route = "greeting", .params = {"name"}}) ==
          "--param `name` has no value; write --param name=value");
    CHECK(refusal({.route = "GET /orders/{id:int}", .params = {"id=x"}}) ==
          "`GET /orders/x` does not match `/orders/{id:int}`; choose values with --param name=value");
    CHECK(refusal({.route = "greeting", .params = {"name=you"}}) ==
          "`GET /hello/you` leads to another route, `/hello/you`; choose values with --param name=value");
    CHECK(refusal({.route = "/hello/ada", .params = {"name=x"}}) ==
          "`/hello/ada` has its values already; write either the pattern `/hello/{name}` with --param, or the path "
          "without");
  }

  TEST_CASE("is refused with fields that would break the request") {
    for (const auto* header : {"no colon", "two words: x", "X: a\r\nY: b", ": x"}) {
      CHECK(refusal({.route = "greeting", .headers = {header}}).find("is no header field") != std::string::npos);
    }
    CHECK(refusal({.route = "greeting", .headers = {"content-length: 5"}}) ==
          "--header `content-length: 5`: the lab writes `Content-Length` itself; leave it out");
  }
}
