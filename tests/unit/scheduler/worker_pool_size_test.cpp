// How many threads a pool has: more while jobs wait for blocked ones, fewer when idle.
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/cores.hpp"
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
using test::wait_for_threads;
using test::wait_until_idle;
using test::Work;

namespace {

std::vector<std::unique_ptr<Work>> works(unsigned count, const test::Function& function) {
  std::vector<std::unique_ptr<Work>> made;
  for (unsigned i = 0; i < count; ++i) made.push_back(std::make_unique<Work>(function));
  return made;
}

}  // namespace

TEST_SUITE("worker pool size") {
  TEST_CASE("doubles per tick while jobs wait for blocked workers, up to max") {
    Gate gate;
    const auto jobs = works(6, [&] { gate.arrive_and_wait(); });
    WorkerPool pool(pool_of(1, 6));
    const Opener opener(gate);
    for (const auto& job : jobs) REQUIRE(offer(pool, *job));
    gate.wait_for_arrival(1);
    auto now = Clock::now();
    std::vector<unsigned> threads;

    for (unsigned arrived = 1; arrived < 6;) {
      pool.tick(now += 1s);  // in that second they have used no processor worth the name
      const unsigned there = pool.gauge().threads;
      if (threads.empty() || threads.back() != there) threads.push_back(there);
      gate.wait_for_arrival(arrived = there);
    }

    CHECK(threads == std::vector<unsigned>{1, 2, 4, 6});
    pool.tick(now += 1s);
    CHECK(pool.gauge().threads == 6);
  }

  TEST_CASE("does not grow while its workers compute") {
    const unsigned cores = usable_cores();
    std::atomic<bool> go_on{true};
    std::atomic<unsigned> spinning{0};
    const auto jobs = works(cores + 1, [&] {
      ++spinning;
      while (go_on) {
      }
    });
    WorkerPool pool(pool_of(cores, 4 * cores));
    for (const auto& job : jobs) REQUIRE(offer(pool, *job));
    auto now = Clock::now();
    pool.tick(now);
    while (spinning < cores) pool.tick(now);

    for (int i = 0; i < 10; ++i) {
      const auto until = Clock::now() + 1ms;
      while (Clock::now() < until) std::this_thread::yield();  // they get the processor
      pool.tick(now += 1us);                                   // of which they used more than they could
    }

    CHECK(pool.gauge().threads == cores);
    go_on = false;
  }

  TEST_CASE("does not grow for a short wait between two ticks") {
    Gate gate;
    const auto jobs = works(2, [&] { gate.arrive_and_wait(); });
    WorkerPool pool(pool_of(1, 4));
    const Opener opener(gate);
    for (const auto& job : jobs) REQUIRE(offer(pool, *job));
    gate.wait_for_arrival(1);

    pool.tick(Clock::now());

    CHECK(pool.gauge().threads == 1);
  }

  TEST_CASE("shrinks to min when its workers have been idle for a while") {
    Gate gate;
    const auto jobs = works(4, [&] { gate.arrive_and_wait(); });
    WorkerPool pool(pool_of(1, 4));
    const Opener opener(gate);
    for (const auto& job : jobs) REQUIRE(offer(pool, *job));
    auto now = Clock::now();
    while (gate.arrived() < 4) pool.tick(now += 1s);
    gate.open();
    wait_until_idle(pool, 4);

    pool.tick(Clock::now());
    CHECK(pool.gauge().threads == 4);  // they have just worked

    for (unsigned left = 3; left >= 1; --left) {
      pool.tick(Clock::now() + 1min);
      wait_for_threads(pool, left);
    }
    pool.tick(Clock::now() + 1min);
    CHECK(pool.gauge().busy == 0);
    CHECK(pool.gauge().threads == 1);
  }

  TEST_CASE("a pool with min and max alike keeps its threads for life") {
    WorkerPool pool(pool_of(2, 2));
    wait_until_idle(pool, 2);

    for (int i = 0; i < 3; ++i) pool.tick(Clock::now() + 1h);

    CHECK(pool.gauge().threads == 2);
    CHECK(pool.gauge().busy == 0);
  }

  TEST_CASE("a pool without idle threads makes its first one when a job waits") {
    Record<int> ran;
    Work job([&] { ran.add(1); });
    WorkerPool pool(pool_of(0, 4));
    REQUIRE(offer(pool, job));

    auto now = Clock::now();
    for (int i = 0; i < 2; ++i) pool.tick(now += 1s);

    CHECK(ran.wait_for(1).size() == 1);
  }
}

}  // namespace siding::scheduler
