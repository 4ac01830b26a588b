// op_cancel of siding.core/1, on an op of each kind; watch_test has the waits, offload_cancel_test the rest.
#include <chrono>
#include <cstdint>
#include <vector>

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

// Runs `begin` and `cancel` in one callback; the request is answered in the next.
template <class Begin>
void cancel_at_once(Mode mode, Op& op, Begin begin) {
  siding_request* request = nullptr;
  Op end([&](std::int32_t) { respond(request); });
  TestHost host(mode, [&](siding_request* r) {
    request = r;
    siding_scope* const scope = core().scope(r);
    begin(scope);
    core().op_cancel(scope, &op);
    CHECK(op.times_done() == 0);   // never inside
    core().op_cancel(scope, &op);  // its done is on its way: no effect
    core().post(scope, &end);
  });
  Client client(host);
  client.answer();
}

}  // namespace

TEST_SUITE("op_cancel") {
  TEST_CASE("a sleep is done with SIDING_E_CANCELLED, once") {
    for (const Mode mode : {Mode::async, Mode::sync}) {
      Op op;
      cancel_at_once(mode, op, [&](siding_scope* scope) { core().sleep_until(scope, &op, deadline_in(1h)); });

      CHECK(op.finished.items() == std::vector<std::int32_t>{SIDING_E_CANCELLED});
    }
  }

  TEST_CASE("an on_cancel is done with SIDING_OK, once") {
    Op op;
    cancel_at_once(Mode::async, op, [&](siding_scope* scope) { core().on_cancel(scope, &op); });

    CHECK(op.finished.items() == std::vector<std::int32_t>{SIDING_OK});
  }

  TEST_CASE("a post is on its way already: done with SIDING_OK, once") {
    Op op;
    cancel_at_once(Mode::async, op, [&](siding_scope* scope) { core().post(scope, &op); });

    CHECK(op.finished.items() == std::vector<std::int32_t>{SIDING_OK});
  }

  TEST_CASE("a sleep that has just been cancelled with its scope keeps that reason") {
    siding_request* request = nullptr;
    Op op;
    Op end([&](std::int32_t) {
      core().op_cancel(core().scope(request), &op);  // completed, its done comes behind this one
      respond(request);
    });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      core().sleep_until(core().scope(r), &op, deadline_in(1h));
    });
    Client client(host);

    host.run([&] {
      core().post(core().scope(request), &end);
      host.dispatcher().cancel_all(SIDING_E_DRAINING);
    });

    client.answer();
    CHECK(op.result() == SIDING_E_DRAINING);
  }

  TEST_CASE("an op that was never started, or is done, is left alone") {
    Op never;
    Op done;
    siding_request* request = nullptr;
    Op end([&](std::int32_t) {
      core().op_cancel(core().scope(request), &done);
      core().op_cancel(core().scope(request), &never);
      respond(request);
    });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      core().post(core().scope(r), &done);
      core().post(core().scope(r), &end);
    });
    Client client(host);

    client.answer();

    host.wait_until_recycled();
    CHECK(done.times_done() == 1);
    CHECK(never.times_done() == 0);
  }
}

}  // namespace siding::dispatch
