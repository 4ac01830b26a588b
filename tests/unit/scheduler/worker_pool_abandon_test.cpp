// Workers stuck in requests that were given up are replaced, within a bound.
#include <chrono>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/worker_pool.hpp"
#include "unit/scheduler/gate.hpp"
#include "unit/scheduler/pool.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using namespace std::chrono_literals;
using test::Gate;
using test::offer;
using test::Opener;
using test::pool_of;
using test::Record;
using test::Work;

namespace {

std::vector<std::unique_ptr<Work>> stuck_jobs(unsigned count, Gate& gate) {
  std::vector<std::unique_ptr<Work>> made;
  for (unsigned i = 0; i < count; ++i) made.push_back(std::make_unique<Work>([&gate] { gate.arrive_and_wait(); }));
  return made;
}

}  // namespace

TEST_SUITE("abandoned workers") {
  TEST_CASE("another takes the place of one that is stuck, and leaves when that one is back") {
    Gate gate;
    Record<int> ran;
    Work stuck([&] { gate.arrive_and_wait(); });
    Work job([&] { ran.add(1); });
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, stuck));
    gate.wait_for_arrival();
    REQUIRE(offer(pool, job));
    auto now = Clock::now();
    for (int i = 0; i < 3; ++i) pool.tick(now += 1s);
    REQUIRE(pool.gauge().threads == 1);

    pool.abandon();
    pool.tick(now += 1s);

    ran.wait_for(1);
    CHECK(pool.gauge().abandoned == 1);
    CHECK(pool.gauge().threads == 2);
    pool.take_back();
    gate.open();
    test::wait_for_threads(pool, 1);
    CHECK(pool.gauge().abandoned == 0);
  }

  TEST_CASE("no more than half as many again") {
    constexpr unsigned kMax = 4;
    Gate gate;
    const auto jobs = stuck_jobs(2 * kMax, gate);
    WorkerPool pool(pool_of(kMax, kMax));
    const Opener opener(gate);
    for (const auto& job : jobs) REQUIRE(offer(pool, *job));
    while (gate.arrived() < kMax) pool.tick(Clock::now());
    for (unsigned i = 0; i < kMax; ++i) pool.abandon();

    auto now = Clock::now();
    for (int i = 0; i < 10; ++i) pool.tick(now += 1s);

    CHECK(pool.gauge().threads == kMax + kMax / 2);
    for (unsigned i = 0; i < kMax; ++i) pool.take_back();
  }
}

}  // namespace siding::scheduler
