#include "admin/advice.hpp"

#include <doctest/doctest.h>

#include "unit/admin/views.hpp"

namespace siding::admin {

using namespace std::chrono_literals;
using dispatch::Rejection;
using dispatch::Snapshot;

namespace {

Snapshot with(dispatch::RouteView route) {
  Snapshot snapshot;
  snapshot.pools = {test::pool_view()};
  snapshot.routes.push_back(std::move(route));
  return snapshot;
}

std::vector<Advice> advice_on(const Snapshot& now, const Snapshot& before = {}) {
  return advise({before, now, 10s});
}

dispatch::RouteView waiting_on_a_loop() {
  auto route = test::route_view("/orders/{id:int}", Mode::async);
  test::add_requests(route, 50, 0ns, 20ms, 100us, 2);
  return route;
}

}  // namespace

TEST_SUITE("advice") {
  TEST_CASE("async that waits in the kernel should be sync, with a patch that can be pasted") {
    const auto advice = advice_on(with(waiting_on_a_loop()));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].kind == "blocks_a_loop");
    CHECK(advice[0].text.find("waits in the kernel: make it `sync`") != std::string::npos);
    CHECK(advice[0].evidence[0] == "50 samples: 20 ms in the handler, 100 us of it on the processor");
    CHECK(advice[0].evidence[1] == "2.0 voluntary context switches per request");
    CHECK(advice[0].patch ==
          "# routes.yaml:12\nroutes:\n  - path: \"/orders/{id:int}\"\n    plugin: orders\n    handler: get\n"
          "    mode: sync\n");
  }

  TEST_CASE("async that computes for long is told apart from async that waits") {
    auto route = test::route_view("/model", Mode::async);
    test::add_requests(route, 50, 0ns, 20ms, 19ms, 0);

    const auto advice = advice_on(with(route));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].kind == "computes_on_a_loop");
  }

  TEST_CASE("a stall is evidence enough, also when the route runs on workers since") {
    auto route = test::route_view("/orders", Mode::async);
    route.demoted = true;
    route.stalls.kinds[static_cast<std::size_t>(scheduler::StallKind::blocked)] = 1;

    const auto advice = advice_on(with(route));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].kind == "blocks_a_loop");
    CHECK(advice[0].evidence == std::vector<std::string>{"held an event loop 1 time", "runs on workers for now"});
  }

  TEST_CASE("sync of a few microseconds could be async") {
    auto route = test::route_view("/hello", Mode::sync);
    test::add_requests(route, 1000, 60us, 20us, 18us, 0);

    const auto advice = advice_on(with(route));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].kind == "could_be_async");
    CHECK(
        advice[0].text ==
        "`/hello` is `sync`, but takes 18 us of processor time and never waits: `async` saves the way to a worker and "
        "back");
    CHECK(advice[0].patch.find("mode: async") != std::string::npos);
  }

  TEST_CASE("where the plugin allows nothing but sync there is no patch") {
    auto route = test::route_view("/hello", Mode::sync);
    route.modes = {Mode::sync};
    test::add_requests(route, 1000, 60us, 20us, 18us, 0);

    const auto advice = advice_on(with(route));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].patch.empty());
    CHECK(advice[0].text.find("siding::async") != std::string::npos);
  }

  TEST_CASE("sync that waits, or is hardly used, is left alone") {
    auto waits = test::route_view("/db", Mode::sync);
    test::add_requests(waits, 1000, 60us, 5ms, 100us, 3);
    auto rare = test::route_view("/rare", Mode::sync);
    test::add_requests(rare, 20, 60us, 20us, 18us, 0);

    CHECK(advice_on(with(waits)).empty());
    CHECK(advice_on(with(rare)).empty());
  }

  TEST_CASE("a pool that is too small is asked for what Little's law wants") {
    auto route = test::route_view("/db", Mode::sync);
    test::add_requests(route, 1000, 300ms, 100ms, 1ms, 3);  // in 10 s: 100 per second x 0.1 s
    route.rejections[static_cast<std::size_t>(Rejection::queue_full)] = 12;

    const auto advice = advice_on(with(route));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].kind == "pool_too_small");
    CHECK(advice[0].text == "pool `default` is too small for `/db`: Little's law asks for 15 threads");
    CHECK(advice[0].evidence[0] ==
          "100 requests/s x 100 ms in the handler = 10 threads busy; it may have 4 of the 8 in pool `default`");
    CHECK(advice[0].evidence[2] == "12 requests refused with 503");
    CHECK(advice[0].patch == "pools:\n  default: { max: 15, share: 15 }\n");
  }

  TEST_CASE("where the handler computes, more threads are no help") {
    auto route = test::route_view("/model", Mode::sync);
    test::add_requests(route, 1000, 300ms, 100ms, 95ms, 0);

    const auto advice = advice_on(with(route));

    REQUIRE(advice.size() == 1);
    CHECK(advice[0].kind == "cores_too_few");
    CHECK(advice[0].patch.empty());
  }

  TEST_CASE("what happened before the window counts no more") {
    const Snapshot before = with(waiting_on_a_loop());

    CHECK(advice_on(with(waiting_on_a_loop()), before).empty());
  }

  TEST_CASE("what holds a loop comes first") {
    auto snapshot = with([] {
      auto route = test::route_view("/hello", Mode::sync);
      test::add_requests(route, 1000, 60us, 20us, 18us, 0);
      return route;
    }());
    snapshot.routes.push_back(waiting_on_a_loop());

    const auto advice = advice_on(snapshot);

    REQUIRE(advice.size() == 2);
    CHECK(advice[0].kind == "blocks_a_loop");
  }
}

}  // namespace siding::admin
