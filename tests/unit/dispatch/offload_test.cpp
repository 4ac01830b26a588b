// offload of siding.core/1.
#include <stdexcept>
#include <thread>

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
using test::Op;
using test::Opener;
using test::pool_of;
using test::respond;
using test::TestHost;

namespace {

bool on_worker() {
  return scheduler::WorkerPool::on_worker();
}

}  // namespace

TEST_SUITE("offload") {
  TEST_CASE("from the loop: the work runs on a worker, done comes on the loop") {
    bool worked_on_worker = false;
    bool done_on_worker = true;
    siding_request* request = nullptr;
    test::Task work([&] { worked_on_worker = on_worker(); });
    Op op([&](std::int32_t) {
      done_on_worker = on_worker();
      respond(request);
    });
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      CHECK(offload(core().scope(r), op, work) == SIDING_OK);
    });
    Client client(host);

    CHECK(client.answer().status == 200);

    CHECK(op.result() == SIDING_OK);
    CHECK(worked_on_worker);
    CHECK_FALSE(done_on_worker);
  }

  TEST_CASE("on a worker the work runs at once, and done never comes") {
    int runs = 0;
    Op op;
    test::Task work([&] { ++runs; });
    TestHost host(Mode::sync, [&](siding_request* request) {
      CHECK(offload(core().scope(request), op, work) == SIDING_RAN);
      CHECK(runs == 1);
      respond(request);
    });
    Client client(host);

    client.answer();

    host.wait_until_recycled();
    CHECK(op.times_done() == 0);
  }

  TEST_CASE("inside of offloaded work it runs at once too, so that no pool can deadlock") {
    int runs = 0;
    siding_request* request = nullptr;
    siding_scope* scope = nullptr;
    Op inner_op;
    test::Task inner([&] { ++runs; });
    test::Task outer([&] { CHECK(offload(scope, inner_op, inner) == SIDING_RAN); });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(test::one_route(Mode::offload,
                                  [&](siding_request* r) {
                                    request = r;
                                    scope = core().scope(r);
                                    offload(scope, op, outer);
                                  }),
                  pool_of(1, 1, 0));
    Client client(host);

    client.answer();

    CHECK(runs == 1);
  }

  TEST_CASE("is refused on an async route, and the log names the line and the fix") {
    bool ran = false;
    Op op;
    test::Task work([&] { ran = true; });
    TestHost host(Mode::async, [&](siding_request* request) {
      CHECK(offload(core().scope(request), op, work) == SIDING_E_MODE);
      respond(request);
    });
    Client client(host);

    client.answer();

    host.wait_until_recycled();
    CHECK_FALSE(ran);
    CHECK(op.times_done() == 0);
    CHECK(host.log().has("routes.yaml:7"));
    CHECK(host.log().has("mode: offload"));
  }

  TEST_CASE("is refused when the pool's queue is full") {
    Op op;
    test::Task work([] {});
    siding_request* request = nullptr;
    TestHost host(test::one_route(Mode::offload,
                                  [&](siding_request* r) {
                                    request = r;
                                    CHECK(offload(core().scope(r), op, work) == SIDING_E_OVERLOADED);
                                    respond(r);
                                  }),
                  pool_of(1, 1, 0));
    BlockedPool blocked(host.pool());
    Client client(host);

    CHECK(client.answer().status == 200);
    CHECK(op.times_done() == 0);
  }

  TEST_CASE("from a foreign thread") {
    bool worked_on_worker = false;
    siding_request* request = nullptr;
    test::Task work([&] { worked_on_worker = on_worker(); });
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      std::thread([&] { CHECK(offload(core().scope(r), op, work) == SIDING_OK); }).join();
    });
    Client client(host);

    client.answer();

    CHECK(worked_on_worker);
  }

  TEST_CASE("works of one request run beside each other and beside its callbacks") {
    Gate gate;
    siding_request* request = nullptr;
    int done = 0;
    test::Task work([&] { gate.arrive_and_wait(); });
    const auto count = [&](std::int32_t) {
      if (++done == 2) respond(request);
    };
    Op first(count);
    Op second(count);
    TestHost host(Mode::offload, [&](siding_request* r) {
      request = r;
      offload(core().scope(r), first, work);
      offload(core().scope(r), second, work);
    });
    Client client(host);
    const Opener opener(gate);
    while (gate.arrived() < 2) host.pool().tick(scheduler::Clock::now());
    Op beside;
    core().post(core().scope(request), &beside);

    CHECK(beside.result() == SIDING_OK);
    gate.open();

    CHECK(client.answer().status == 200);
  }

  TEST_CASE("work that throws is answered 500, its done says SIDING_E_INVALID") {
    Op op;
    test::Task work([] { throw std::runtime_error("in the siding"); });
    TestHost host(Mode::offload, [&](siding_request* request) { offload(core().scope(request), op, work); });
    Client client(host);

    CHECK(client.answer().status == 500);

    CHECK(op.result() == SIDING_E_INVALID);
    CHECK(host.log().has("in the siding"));
  }
}

}  // namespace siding::dispatch
