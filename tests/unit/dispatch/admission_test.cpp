// Requests that are answered without the plugin: no route, no place, too many.
#include <chrono>
#include <deque>
#include <memory>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/dispatch/work.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::BlockedPool;
using test::Client;
using test::one_route;
using test::pool_of;
using test::respond;
using test::Script;
using test::TestHost;

namespace {

unsigned status_of(TestHost& host, std::string_view path, std::string_view method = "GET") {
  Client client(host, path, method);
  return client.answer().status;
}

const Script kAnswer = [](siding_request* request) { respond(request); };

}  // namespace

TEST_SUITE("admission") {
  TEST_CASE("404, 405 with Allow, OPTIONS, HEAD from GET, a bad escape") {
    TestHost host(one_route(Mode::async, kAnswer));

    CHECK(status_of(host, "/nothing") == 404);
    CHECK(status_of(host, "/%zz") == 400);
    CHECK(status_of(host, "/", "HEAD") == 200);
    CHECK(status_of(host, "/", "POST") == 200);
    Client refused(host, "/", "DELETE");
    CHECK(refused.answer().status == 405);
    CHECK(refused.answer().has("Allow: "));
    Client asked(host, "/", "OPTIONS");
    CHECK(asked.answer().status == 204);
    CHECK(asked.answer().has("Allow: "));
  }

  TEST_CASE("503 on a route whose plugin is disabled") {
    TestHost host(one_route(Mode::async, nullptr));

    CHECK(status_of(host, "/") == 503);
    host.wait_until_recycled();
  }

  TEST_CASE("503 with Retry-After when the pool's queue is full, and the place is not lost") {
    TestHost host(one_route(Mode::sync, kAnswer), pool_of(1, 1, 0));
    BlockedPool blocked(host.pool());
    Client client(host);

    CHECK(client.answer().status == 503);
    CHECK(client.answer().has("Retry-After: 1"));
    CHECK(host.log().has("queue is full"));

    blocked.release();
    test::wait_until_idle(host.pool(), 1);
    while (status_of(host, "/") != 200) std::this_thread::yield();
  }

  TEST_CASE("503 when a request waited longer than queue_timeout") {
    auto options = pool_of(1, 1);
    options.queue_timeout = 1ns;
    TestHost host(one_route(Mode::sync, kAnswer), options);

    CHECK(status_of(host, "/") == 503);
    CHECK(host.log().has("queue_timeout"));
    host.wait_until_recycled();
  }

  TEST_CASE("503 beyond max_in_flight, and again a place when one is over") {
    std::vector<siding_request*> held;
    auto routes = one_route(Mode::async, [&](siding_request* request) { held.push_back(request); });
    routes[0].max_in_flight = 2;
    TestHost host(std::move(routes));
    auto first = std::make_unique<Client>(host);
    Client second(host);
    host.run([&] { CHECK(held.size() == 2); });

    Client third(host);
    CHECK(third.answer().status == 503);
    CHECK(third.answer().has("Retry-After: 1"));
    CHECK(host.log().has("max_in_flight"));

    respond(held[0]);
    first->answer();
    first.reset();
    while (host.dispatcher().open_exchanges() != 1) std::this_thread::yield();
    Client fourth(host);
    host.run([&] { REQUIRE(held.size() == 3); });
    respond(held[1]);
    respond(held[2]);
    CHECK(fourth.answer().status == 200);
  }

  TEST_CASE("a request that is still in a plugin counts, although its client has left") {
    std::vector<siding_request*> held;
    auto routes = one_route(Mode::async, [&](siding_request* request) { held.push_back(request); });
    routes[0].max_in_flight = 1;
    TestHost host(std::move(routes));
    Client first(host);
    host.run([] {});
    first.leave();

    Client second(host);

    CHECK(second.answer().status == 503);
    respond(held[0]);
  }

  TEST_CASE("a request that was admitted but never started does not count") {
    auto routes = one_route(Mode::async, kAnswer);
    routes[0].max_in_flight = 1;
    TestHost host(std::move(routes));

    host.run([&] {  // its content was too large, or never came
      http::Exchange& exchange = host.dispatcher().open();
      exchange.request.method = "GET";
      exchange.request.path = "/";
      CHECK_FALSE(host.dispatcher().admit(exchange).answered);
      host.dispatcher().close(exchange);
    });

    CHECK(status_of(host, "/") == 200);
    host.run([&] { CHECK(host.route().in_flight == 0); });
  }

  TEST_CASE("a request that the pool refuses counts no longer than it lives") {
    auto routes = one_route(Mode::sync, kAnswer);
    routes[0].max_in_flight = 1;
    TestHost host(std::move(routes), pool_of(1, 1, 0));
    BlockedPool blocked(host.pool());

    for (int i = 0; i < 3; ++i) CHECK(status_of(host, "/") == 503);

    host.wait_until_recycled();
    CHECK(host.log().has("queue is full"));
    CHECK_FALSE(host.log().has("max_in_flight"));
  }
}

}  // namespace siding::dispatch
