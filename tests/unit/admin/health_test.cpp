#include "admin/health.hpp"

#include <doctest/doctest.h>

#include "unit/admin/views.hpp"

namespace siding::admin {

using namespace std::chrono_literals;

namespace {

std::vector<std::string> reasons(const dispatch::Snapshot& snapshot, Stage stage = Stage::serving) {
  return reasons_against(stage, snapshot, {});
}

}  // namespace

TEST_SUITE("health") {
  TEST_CASE("a server that serves is ready") {
    dispatch::Snapshot snapshot;
    snapshot.pools = {test::pool_view()};
    snapshot.loops.emplace_back();

    CHECK(reasons(snapshot).empty());
  }

  TEST_CASE("one that starts or drains is not") {
    CHECK(reasons({}, Stage::starting).front().find("starting") == 0);
    CHECK(reasons({}, Stage::draining).front().find("draining") == 0);
  }

  TEST_CASE("a pool that has been full for 10 s is named, with its depth and the oldest waiter") {
    dispatch::Snapshot snapshot;
    snapshot.pools = {test::pool_view()};
    auto& pool = snapshot.pools[0];
    pool.gauge.busy = 8;
    pool.gauge.waiting = 37;
    pool.oldest = 9500ms;
    pool.full = 9900ms;
    CHECK(reasons(snapshot).empty());
    pool.full = 10s;

    CHECK(reasons(snapshot).front() ==
          "pool default: 8 of 8 threads busy, 37 calls wait, the oldest for 9.5 s, full for 10.0 s");
  }

  TEST_CASE("a loop that nobody could rescue is named, with what it does") {
    dispatch::Snapshot snapshot;
    auto& loop = snapshot.loops.emplace_back();
    loop.index = 1;
    loop.doing = "inside of route /x";
    loop.busy = 900ms;
    CHECK(reasons(snapshot).empty());
    loop.busy = 1500ms;

    CHECK(reasons(snapshot).front() == "event loop 1: inside of route /x for 1.5 s, past rescue");
  }

  TEST_CASE("details have a line for each loop and pool") {
    dispatch::Snapshot snapshot;
    snapshot.pools = {test::pool_view()};
    snapshot.loops.emplace_back().doing = "waits";

    CHECK(details(snapshot) ==
          std::vector<std::string>{"event loop 0: waits", "pool default: 0 of 8 threads busy, 0 calls wait"});
  }
}

}  // namespace siding::admin
