// A handler blocks its loop, and another thread takes the loop over.
#include <chrono>
#include <cstdint>
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
using test::Client;
using test::core;
using test::deadline_in;
using test::Gate;
using test::Op;
using test::Opener;
using test::respond;
using test::TestHost;

namespace {

// "/" blocks at the gate, "/other" answers at once.
std::deque<test::ScriptedRoute> routes(
    Gate& gate, test::Script after = [](siding_request* r) { respond(r); }) {
  auto all = test::one_route(Mode::async, [&gate, after = std::move(after)](siding_request* request) {
    gate.arrive_and_wait();
    after(request);
  });
  auto& other = all.emplace_back();
  other.path = "/other";
  other.mode = Mode::async;
  other.start = [](siding_request* request) { respond(request, 200, "other"); };
  return all;
}

}  // namespace

TEST_SUITE("stuck handler") {
  TEST_CASE("other requests are answered meanwhile, and its own answer comes when it is done") {
    Gate gate;
    TestHost host(routes(gate));
    Client stuck(host);
    const Opener opener(gate);
    gate.wait_for_arrival();
    REQUIRE(host.driven().take_over());

    Client other(host, "/other");
    CHECK(other.answer().body == "other");
    CHECK(stuck.answers() == 0);
    gate.open();

    CHECK(stuck.answer().status == 200);
    host.wait_until_recycled();
  }

  TEST_CASE("its deadline is met while it is stuck: 504, and the answer it gives later is dropped") {
    Gate gate;
    auto all = routes(gate);
    all[0].timeout = 5ms;
    TestHost host(std::move(all));
    Client stuck(host);
    const Opener opener(gate);
    gate.wait_for_arrival();
    REQUIRE(host.driven().take_over());

    CHECK(stuck.answer().status == 504);
    CHECK_FALSE(host.recycled());
    gate.open();

    host.wait_until_recycled();
    CHECK(stuck.answers() == 1);
  }

  TEST_CASE("on a worker: 504, the worker counts as abandoned until it is back, and another takes its place") {
    Gate gate;
    auto all = routes(gate);
    all[0].mode = all[1].mode = Mode::sync;
    all[0].timeout = 1s;  // enough for the worker to begin it, else it is dropped
    TestHost host(std::move(all), test::pool_of(1, 1));
    Client stuck(host);
    const Opener opener(gate);
    gate.wait_for_arrival();

    CHECK(stuck.answer().status == 504);

    CHECK(host.pool().gauge().abandoned == 1);
    Client other(host, "/other");
    auto now = scheduler::Clock::now();
    while (other.answers() == 0) host.pool().tick(now += 1s);
    CHECK(other.answer().body == "other");
    gate.open();
    host.wait_until_recycled();
    CHECK(host.pool().gauge().abandoned == 0);
  }

  TEST_CASE("its client leaves while it is stuck: it is told when it asks") {
    Gate gate;
    std::int32_t reason = 0;
    TestHost host(routes(gate, [&](siding_request* request) {
      reason = core().cancelled(core().scope(request));
      respond(request);
    }));
    Client stuck(host);
    const Opener opener(gate);
    gate.wait_for_arrival();
    REQUIRE(host.driven().take_over());
    stuck.leave();

    gate.open();

    host.wait_until_recycled();
    CHECK(reason == SIDING_E_GONE);
  }

  TEST_CASE("what it began when it was late is done: a sleep, a post and an offload") {
    Gate gate;
    siding_request* request = nullptr;
    int done = 0;
    const auto count = [&](std::int32_t) {
      if (++done == 3) respond(request);
    };
    Op sleep(count);
    Op post(count);
    Op offloaded(count);
    test::Task work([] {});
    auto all = routes(gate, [&](siding_request* r) {
      request = r;
      siding_scope* const scope = core().scope(r);
      core().sleep_until(scope, &sleep, deadline_in(1ms));
      core().post(scope, &post);
      test::offload(scope, offloaded, work);
    });
    all[0].mode = Mode::offload;
    TestHost host(std::move(all));
    Client stuck(host);
    const Opener opener(gate);
    gate.wait_for_arrival();
    REQUIRE(host.driven().take_over());

    gate.open();

    CHECK(stuck.answer().status == 200);
  }
}

}  // namespace siding::dispatch
