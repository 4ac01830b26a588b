// What a plugin sees of its request.
#include <chrono>
#include <deque>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::Client;
using test::core;
using test::respond;
using test::str;
using test::TestHost;

namespace {

std::string_view view(siding_str text) {
  return {text.data, text.size};
}

}  // namespace

TEST_SUITE("request head") {
  TEST_CASE("shows the request as it came, and what the host made of it") {
    std::deque<test::ScriptedRoute> routes(1);
    routes[0].path = "/orders/{id}";
    routes[0].mode = Mode::offload;
    routes[0].timeout = 1h;
    routes[0].start = [](siding_request* request) {
      const siding_head& head = *core().head(request);
      CHECK(head.size == sizeof head);
      CHECK(head.mode == SIDING_MODE_OFFLOAD);
      CHECK(head.http_version == 11);
      CHECK(view(head.method) == "POST");
      CHECK(view(head.path) == "/orders/a%20b");
      CHECK(view(head.body) == "content");
      CHECK(view(head.peer) == "192.0.2.1:5000");
      CHECK(view(head.route) == "/orders/{id}");
      CHECK(head.id.size == 16);
      CHECK(head.deadline_ns > test::deadline_in(50min));
      REQUIRE(head.field_count == 2);
      CHECK(view(head.fields[1].name) == "x-TWO");
      REQUIRE(head.param_count == 1);
      CHECK(view(head.params[0].name) == "id");
      CHECK(view(head.params[0].value) == "a b");
      CHECK(core().head(request) == &head);
      respond(request);
    };
    TestHost host(std::move(routes));
    Client client(host, "/orders/a%20b", "POST", {{"X-One", "1"}, {"x-TWO", "2"}}, "content");

    CHECK(client.answer().status == 200);
  }

  TEST_CASE("has no deadline on a route without a timeout") {
    TestHost host(Mode::async, [](siding_request* request) {
      CHECK(core().head(request)->deadline_ns == 0);
      respond(request);
    });
    Client client(host);

    client.answer();
  }

  TEST_CASE("header finds the first field of a name in any case") {
    TestHost host(Mode::async, [](siding_request* request) {
      siding_str value = str("untouched");
      CHECK(core().header(request, str("accept"), &value) == SIDING_OK);
      CHECK(view(value) == "text/html");
      CHECK(core().header(request, str("X-Empty"), &value) == SIDING_OK);
      CHECK(value.size == 0);
      CHECK(core().header(request, str("X-None"), &value) == SIDING_E_INVALID);
      respond(request);
    });
    Client client(host, "/", "GET", {{"Accept", "text/html"}, {"ACCEPT", "text/plain"}, {"X-Empty", ""}});

    client.answer();
  }
}

}  // namespace siding::dispatch
