// Offloads that are cancelled, with their scope or alone, before and while they run.
#include <chrono>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/dispatch/work.hpp"
#include "unit/scheduler/gate.hpp"

namespace siding::dispatch {

using test::BlockedPool;
using test::Client;
using test::core;
using test::Gate;
using test::offload;
using test::one_route;
using test::Op;
using test::Opener;
using test::pool_of;
using test::respond;
using test::TestHost;

TEST_SUITE("cancelled offload") {
  TEST_CASE("queued when its scope is cancelled: not run, done with the reason") {
    bool ran = false;
    siding_request* request = nullptr;
    test::Task work([&] { ran = true; });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(one_route(Mode::offload,
                            [&](siding_request* r) {
                              request = r;
                              offload(core().scope(r), op, work);
                            }),
                  pool_of(1, 1));
    BlockedPool blocked(host.pool());
    Client client(host);
    host.run([] {});

    client.leave();
    blocked.release();

    CHECK(op.result() == SIDING_E_GONE);
    CHECK_FALSE(ran);
  }

  TEST_CASE("running when its scope is cancelled: runs to its end, done with SIDING_OK") {
    Gate gate;
    siding_request* request = nullptr;
    test::Task work([&] { gate.arrive_and_wait(); });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      offload(core().scope(r), op, work);
    });
    Client client(host);
    const Opener opener(gate);
    gate.wait_for_arrival();

    client.leave();
    gate.open();

    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("begun on a cancelled scope: runs, so that clean-up can block") {
    bool ran = false;
    siding_request* request = nullptr;
    test::Task work([&] { ran = true; });
    Op op([&](std::int32_t) { respond(request); });
    Op gone([&](std::int32_t) { CHECK(offload(core().scope(request), op, work) == SIDING_OK); });
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      core().on_cancel(core().scope(r), &gone);
    });
    Client client(host);

    client.leave();

    CHECK(op.result() == SIDING_OK);
    CHECK(ran);
  }

  TEST_CASE("op_cancel of a queued one: not run, done with SIDING_E_CANCELLED") {
    bool ran = false;
    siding_request* request = nullptr;
    test::Task work([&] { ran = true; });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(one_route(Mode::offload,
                            [&](siding_request* r) {
                              request = r;
                              offload(core().scope(r), op, work);
                            }),
                  pool_of(1, 1));
    BlockedPool blocked(host.pool());
    Client client(host);
    host.run([] {});
    Op cancel([&](std::int32_t) { core().op_cancel(core().scope(request), &op); });
    core().post(core().scope(request), &cancel);
    cancel.result();

    blocked.release();

    CHECK(op.result() == SIDING_E_CANCELLED);
    CHECK_FALSE(ran);
    CHECK(client.answer().status == 200);
  }

  TEST_CASE("op_cancel in the callback that began it: not run, done with SIDING_E_CANCELLED") {
    bool ran = false;
    siding_request* request = nullptr;
    test::Task work([&] { ran = true; });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      offload(core().scope(r), op, work);
      core().op_cancel(core().scope(r), &op);
      core().op_cancel(core().scope(r), &op);
    });
    Client client(host);

    CHECK(client.answer().status == 200);

    CHECK(op.result() == SIDING_E_CANCELLED);
    CHECK_FALSE(ran);
  }

  TEST_CASE("op_cancel of one that runs has no effect") {
    Gate gate;
    siding_request* request = nullptr;
    test::Task work([&] { gate.arrive_and_wait(); });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      offload(core().scope(r), op, work);
    });
    Client client(host);
    const Opener opener(gate);
    gate.wait_for_arrival();
    Op cancel([&](std::int32_t) { core().op_cancel(core().scope(request), &op); });
    core().post(core().scope(request), &cancel);
    cancel.result();
    CHECK(op.times_done() == 0);

    gate.open();

    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("waited longer than queue_timeout: not run, done with SIDING_E_OVERLOADED") {
    bool ran = false;
    siding_request* request = nullptr;
    test::Task work([&] { ran = true; });
    Op op([&](std::int32_t) { respond(request); });
    auto options = pool_of(1, 1);
    options.queue_timeout = std::chrono::nanoseconds{1};
    TestHost host(one_route(Mode::offload,
                            [&](siding_request* r) {
                              request = r;
                              offload(core().scope(r), op, work);
                            }),
                  options);
    Client client(host);

    client.answer();

    CHECK(op.result() == SIDING_E_OVERLOADED);
    CHECK_FALSE(ran);
  }
}

}  // namespace siding::dispatch
