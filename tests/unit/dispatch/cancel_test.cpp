// Why a scope is cancelled, and what its pending operations are told.
#include <chrono>
#include <deque>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::Client;
using test::core;
using test::deadline_in;
using test::Op;
using test::respond;
using test::TestHost;

namespace {

// A request that sleeps for an hour and watches for cancellation.
struct Waiting {
  explicit Waiting(Mode mode, std::chrono::nanoseconds timeout = {}) : host(routes(mode, timeout)), client(host) {
    host.run([] {});
    if (mode == Mode::sync) begun.result();
  }
  ~Waiting() {
    if (!answered) respond(request);
  }

  std::deque<test::ScriptedRoute> routes(Mode mode, std::chrono::nanoseconds timeout) {
    std::deque<test::ScriptedRoute> all(1);
    all[0].mode = mode;
    all[0].timeout = timeout;
    all[0].start = [this](siding_request* r) {
      request = r;
      scope = core().scope(r);
      CHECK(core().cancelled(scope) == 0);
      CHECK(core().sleep_until(scope, &sleep, deadline_in(1h)) == SIDING_OK);
      CHECK(core().on_cancel(scope, &watch) == SIDING_OK);
      core().post(scope, &begun);
    };
    return all;
  }

  siding_request* request = nullptr;
  siding_scope* scope = nullptr;
  bool answered = false;
  Op sleep;
  Op watch;
  Op begun;
  TestHost host;
  Client client;
};

}  // namespace

TEST_SUITE("cancellation") {
  TEST_CASE("the client has left: SIDING_E_GONE, in every mode") {
    for (const Mode mode : {Mode::sync, Mode::async, Mode::offload}) {
      Waiting waiting(mode);

      waiting.client.leave();

      CHECK(waiting.sleep.result() == SIDING_E_GONE);
      CHECK(waiting.watch.result() == SIDING_E_GONE);
      CHECK(core().cancelled(waiting.scope) == SIDING_E_GONE);
    }
  }

  TEST_CASE("the timeout has passed: SIDING_E_DEADLINE, and the client has its 504") {
    for (const Mode mode : {Mode::sync, Mode::async, Mode::offload}) {
      Waiting waiting(mode, mode == Mode::sync ? 1s : 5ms);  // enough for a worker to begin it, else it is dropped

      CHECK(waiting.client.answer().status == 504);

      CHECK(waiting.sleep.result() == SIDING_E_DEADLINE);
      CHECK(waiting.watch.result() == SIDING_E_DEADLINE);
      CHECK(core().cancelled(waiting.scope) == SIDING_E_DEADLINE);
    }
  }

  TEST_CASE("the host drains: SIDING_E_DRAINING, and the request may still be answered") {
    Waiting waiting(Mode::async);

    waiting.host.cancel_all(SIDING_E_DRAINING);

    CHECK(waiting.sleep.result() == SIDING_E_DRAINING);
    CHECK(respond(waiting.request, 200, "in time") == SIDING_OK);
    waiting.answered = true;
    CHECK(waiting.client.answer().body == "in time");
  }

  TEST_CASE("the first reason stays") {
    Waiting waiting(Mode::async);
    waiting.client.leave();

    waiting.host.cancel_all(SIDING_E_DRAINING);

    CHECK(core().cancelled(waiting.scope) == SIDING_E_GONE);
    CHECK(waiting.sleep.result() == SIDING_E_GONE);
  }

  TEST_CASE("sleep_until and on_cancel are refused with the reason on a cancelled scope, and never done") {
    Waiting waiting(Mode::async);
    waiting.client.leave();
    Op sleep;
    Op watch;
    Op round;

    CHECK(core().sleep_until(waiting.scope, &sleep, deadline_in(0ms)) == SIDING_E_GONE);
    CHECK(core().on_cancel(waiting.scope, &watch) == SIDING_E_GONE);

    core().post(waiting.scope, &round);
    round.result();
    CHECK(sleep.times_done() == 0);
    CHECK(watch.times_done() == 0);
  }
}

TEST_SUITE("on_cancel") {
  TEST_CASE("is done with SIDING_OK when the request was answered") {
    Op op;
    TestHost host(Mode::async, [&](siding_request* request) {
      core().on_cancel(core().scope(request), &op);
      respond(request);
    });
    Client client(host);

    client.answer();

    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("begun after the answer, while another op keeps the scope, is done with SIDING_OK") {
    for (const bool foreign : {false, true}) {
      siding_scope* scope = nullptr;
      Op watch;
      Op sleep([&](std::int32_t) {
        if (!foreign) core().on_cancel(scope, &watch);
      });
      TestHost host(Mode::async, [&](siding_request* request) {
        scope = core().scope(request);
        core().sleep_until(scope, &sleep, deadline_in(foreign ? 1h : 1ms));
        respond(request);
      });
      Client client(host);
      client.answer();
      host.run([] {});

      if (foreign) {
        CHECK(core().on_cancel(scope, &watch) == SIDING_OK);
        CHECK(watch.result() == SIDING_OK);
        host.cancel_all(SIDING_E_DRAINING);
      }

      CHECK(watch.result() == SIDING_OK);
      host.wait_until_recycled();
    }
  }
}

}  // namespace siding::dispatch
