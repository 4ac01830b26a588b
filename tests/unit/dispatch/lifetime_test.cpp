// An exchange is recycled when both sides have let go of it, and not before.
#include <chrono>
#include <deque>
#include <utility>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/dispatch/work.hpp"
#include "unit/scheduler/gate.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::BlockedPool;
using test::Client;
using test::core;
using test::deadline_in;
using test::Gate;
using test::one_route;
using test::Op;
using test::Opener;
using test::pool_of;
using test::respond;
using test::TestHost;

TEST_SUITE("exchange lifetime") {
  TEST_CASE("504, then a late respond: accepted and dropped, and only then recycled") {
    for (const Mode mode : {Mode::sync, Mode::async}) {
      siding_request* request = nullptr;
      auto routes = one_route(mode, [&](siding_request* r) { request = r; });
      routes[0].timeout = 200ms;  // long enough for a busy machine to start it
      TestHost host(std::move(routes));
      Client client(host);
      CHECK(client.answer().status == 504);
      host.run([] {});
      CHECK_FALSE(host.recycled());  // the plugin still has it

      CHECK(respond(request, 200, "late") == SIDING_OK);

      host.wait_until_recycled();
      CHECK(client.answers() == 1);
      CHECK(host.log().has("timed out"));
    }
  }

  TEST_CASE("the client leaves, then respond: accepted and dropped, and only then recycled") {
    siding_request* request = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) { request = r; });
    Client client(host);
    host.run([] {});
    client.leave();
    host.run([] {});
    CHECK_FALSE(host.recycled());

    CHECK(respond(request) == SIDING_OK);

    host.wait_until_recycled();
    CHECK(client.answers() == 0);
  }

  TEST_CASE("answered and written, but an op is pending: recycled when its done was called") {
    siding_scope* scope = nullptr;
    Op sleep;
    TestHost host(Mode::async, [&](siding_request* request) {
      scope = core().scope(request);
      core().sleep_until(scope, &sleep, deadline_in(1h));
      respond(request);
    });
    Client client(host);
    client.answer();
    host.run([] {});
    CHECK_FALSE(host.recycled());

    Op cancel([&](std::int32_t) { core().op_cancel(scope, &sleep); });
    core().post(scope, &cancel);

    host.wait_until_recycled();
    CHECK(sleep.result() == SIDING_E_CANCELLED);
  }

  TEST_CASE("answered, but offloaded work runs: recycled when that is done") {
    Gate gate;
    test::Task work([&] { gate.arrive_and_wait(); });
    Op op;
    TestHost host(Mode::offload, [&](siding_request* request) {
      test::offload(core().scope(request), op, work);
      respond(request);
    });
    Client client(host);
    const Opener opener(gate);
    client.answer();
    gate.wait_for_arrival();
    CHECK_FALSE(host.recycled());

    gate.open();

    host.wait_until_recycled();
    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("answered from another thread while start has not returned: recycled when it has") {
    for (const Mode mode : {Mode::sync, Mode::async}) {
      Gate gate;
      siding_request* request = nullptr;
      TestHost host(mode, [&](siding_request* r) {
        request = r;
        gate.arrive_and_wait();
      });
      Client client(host);
      const Opener opener(gate);
      gate.wait_for_arrival();
      CHECK(respond(request, 200, "early") == SIDING_OK);
      CHECK_FALSE(host.recycled());

      gate.open();

      CHECK(client.answer().body == "early");
      host.wait_until_recycled();
    }
  }

  TEST_CASE("the client leaves before a worker came to its request: the handler is never called") {
    bool called = false;
    TestHost host(one_route(Mode::sync,
                            [&](siding_request* request) {
                              called = true;
                              respond(request);
                            }),
                  pool_of(1, 1));
    BlockedPool blocked(host.pool());
    Client client(host);
    client.leave();

    blocked.release();

    host.wait_until_recycled();
    host.pool().stop(1h);
    CHECK_FALSE(called);
    CHECK(host.pool().gauge().dropped == 1);
  }

  TEST_CASE("the timeout passes before a worker came to its request: 504, the handler is never called") {
    bool called = false;
    auto routes = one_route(Mode::sync, [&](siding_request* request) {
      called = true;
      respond(request);
    });
    routes[0].timeout = 5ms;
    TestHost host(std::move(routes), pool_of(1, 1));
    BlockedPool blocked(host.pool());
    Client client(host);
    CHECK(client.answer().status == 504);

    blocked.release();

    host.wait_until_recycled();
    host.pool().stop(1h);
    CHECK_FALSE(called);
    CHECK(client.answers() == 1);
  }

  TEST_CASE("an exchange serves many requests, one after the other") {
    TestHost host(Mode::sync, [](siding_request* request) { respond(request); });

    for (int i = 0; i < 200; ++i) {
      Client client(host);
      CHECK(client.answer().status == 200);
    }

    host.wait_until_recycled();
  }
}

}  // namespace siding::dispatch
