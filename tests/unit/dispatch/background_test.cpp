// Scopes for background work: scope_open and scope_close of siding.core/1.
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/dispatch/work.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::core;
using test::deadline_in;
using test::offload;
using test::Op;
using test::pool_of;
using test::str;
using test::TestHost;

namespace {

siding_scope* open(TestHost& host) {
  siding_scope* scope = nullptr;
  REQUIRE(core().scope_open(host.host(), str("refresh"), &scope) == SIDING_OK);
  return scope;
}

}  // namespace

TEST_SUITE("background scope") {
  TEST_CASE("runs posts, sleeps and offloads without any request") {
    TestHost host({});
    siding_scope* const scope = open(host);
    bool worked_on_worker = false;
    test::Task work([&] { worked_on_worker = scheduler::WorkerPool::on_worker(); });
    Op post;
    Op sleep;
    Op offloaded;

    core().post(scope, &post);
    CHECK(core().sleep_until(scope, &sleep, deadline_in(1ms)) == SIDING_OK);
    CHECK(offload(scope, offloaded, work) == SIDING_OK);

    CHECK(post.result() == SIDING_OK);
    CHECK(sleep.result() == SIDING_OK);
    CHECK(offloaded.result() == SIDING_OK);
    CHECK(worked_on_worker);
    core().scope_close(scope);
  }

  TEST_CASE("close: what is pending is done with SIDING_E_CANCELLED") {
    TestHost host({});
    siding_scope* const scope = open(host);
    Op sleep;
    Op watch;
    core().sleep_until(scope, &sleep, deadline_in(1h));
    core().on_cancel(scope, &watch);

    core().scope_close(scope);

    CHECK(sleep.result() == SIDING_E_CANCELLED);
    CHECK(watch.result() == SIDING_E_CANCELLED);
  }

  TEST_CASE("may be closed from inside of its own callback") {
    TestHost host({});
    siding_scope* const scope = open(host);
    Op sleep;
    Op close([&](std::int32_t) { core().scope_close(scope); });
    core().sleep_until(scope, &sleep, deadline_in(1h));

    core().post(scope, &close);

    CHECK(close.result() == SIDING_OK);
    CHECK(sleep.result() == SIDING_E_CANCELLED);
  }

  TEST_CASE("may be closed while its offloaded work runs, and lives until that is done") {
    test::Gate gate;
    test::Task work([&] { gate.arrive_and_wait(); });
    Op op;
    TestHost host({});
    siding_scope* const scope = open(host);
    const test::Opener opener(gate);
    offload(scope, op, work);
    gate.wait_for_arrival();

    core().scope_close(scope);
    host.run([] {});
    gate.open();

    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("may be closed from inside of its offloaded work") {
    TestHost host({});
    siding_scope* const scope = open(host);
    test::Task work([&] { core().scope_close(scope); });
    Op op;

    offload(scope, op, work);

    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("many are opened and closed from several threads") {
    constexpr int kThreads = 3;
    constexpr int kScopes = 200;
    TestHost host({});
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kScopes; ++i) {
          siding_scope* scope = nullptr;
          CHECK(core().scope_open(host.host(), str("short"), &scope) == SIDING_OK);
          Op post;
          Op sleep;
          core().post(scope, &post);
          core().sleep_until(scope, &sleep, deadline_in(1h));
          core().scope_close(scope);
          CHECK(post.result() == SIDING_OK);
          CHECK(sleep.result() == SIDING_E_CANCELLED);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  TEST_CASE("the host stops: what is pending is done with SIDING_E_DRAINING, no scope is opened") {
    TestHost host({});
    siding_scope* const scope = open(host);
    Op sleep;
    core().sleep_until(scope, &sleep, deadline_in(1h));

    host.plugin().drain();

    CHECK(sleep.result() == SIDING_E_DRAINING);
    CHECK(core().cancelled(scope) == SIDING_E_DRAINING);
    siding_scope* refused = nullptr;
    CHECK(core().scope_open(host.host(), str("late"), &refused) == SIDING_E_DRAINING);
    CHECK(refused == nullptr);
    core().scope_close(scope);
  }

  TEST_CASE("is quiet when nothing runs or is pending") {
    TestHost host({});
    siding_scope* const scope = open(host);
    Op sleep;
    CHECK(host.plugin().quiet());

    core().sleep_until(scope, &sleep, deadline_in(1h));
    CHECK_FALSE(host.plugin().quiet());

    core().scope_close(scope);
    sleep.result();
    while (!host.plugin().quiet()) std::this_thread::yield();
  }

  TEST_CASE("a callback that throws is logged with the scope's name") {
    TestHost host({});
    siding_scope* const scope = open(host);
    Op op([](std::int32_t) { throw std::runtime_error("no backend"); });
    Op after;

    core().post(scope, &op);
    core().post(scope, &after);

    after.result();
    CHECK(host.log().has("no backend"));
    CHECK(host.log().has("refresh"));
    core().scope_close(scope);
  }

  TEST_CASE("closing a request's scope does nothing: it belongs to the host") {
    TestHost host(Mode::async, [](siding_request* request) {
      core().scope_close(core().scope(request));
      CHECK(core().cancelled(core().scope(request)) == 0);
      test::respond(request);
    });
    test::Client client(host);

    CHECK(client.answer().status == 200);
  }

  TEST_CASE("demoted while the pool is full: its callbacks run all the same, they continue something") {
    TestHost host({}, pool_of(1, 1, 0));
    siding_scope* const scope = open(host);
    test::BlockedPool blocked(host.pool());
    Op op;

    host.run([&] {
      core().post(scope, &op);  // queued for this cycle's turn
      host.plugin().background_conduct().demote(scheduler::Clock::now());
    });

    CHECK(op.result() == SIDING_OK);
    core().scope_close(scope);
  }
}

}  // namespace siding::dispatch
