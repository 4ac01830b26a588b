// Jobs that continue a request: what they hold, the workers may be waiting for.
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/worker_pool.hpp"
#include "unit/scheduler/gate.hpp"
#include "unit/scheduler/pool.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using test::Gate;
using test::offer;
using test::Opener;
using test::pool_of;
using test::Record;
using test::wait_for_threads;
using test::Work;

namespace {

void continue_with(WorkerPool& pool, Work& work) {
  work.does_continue = true;
  pool.reserve_beyond();
  pool.submit(work);
}

}  // namespace

TEST_SUITE("worker pool continuing jobs") {
  TEST_CASE("run beyond max while every worker waits for them, and need no place") {
    Gate gate;
    Record<int> ran;
    Work running([&] { gate.arrive_and_wait(); });
    Work next([&] {
      ran.add(1);
      gate.open();
    });
    WorkerPool pool(pool_of(1, 1, 0));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    REQUIRE_FALSE(pool.reserve());

    continue_with(pool, next);

    CHECK(ran.wait_for(1).size() == 1);
    wait_for_threads(pool, 1);
    while (!pool.reserve()) std::this_thread::yield();  // both places are given back
  }

  TEST_CASE("run beyond the share of their lane, but only a few") {
    constexpr int kFew = 4;
    Gate gate;
    Lane lane(1);
    std::vector<std::unique_ptr<Work>> jobs;
    for (int i = 0; i < kFew + 3; ++i) {
      jobs.push_back(std::make_unique<Work>([&] { gate.arrive_and_wait(); }, &lane));
    }
    Record<int> other;
    Work free([&] { other.add(1); });
    WorkerPool pool(pool_of(16, 16));
    const Opener opener(gate);
    REQUIRE(offer(pool, *jobs.front()));
    gate.wait_for_arrival();

    for (std::size_t i = 1; i < jobs.size(); ++i) continue_with(pool, *jobs[i]);

    gate.wait_for_arrival(1 + kFew);
    REQUIRE(offer(pool, free));
    CHECK(other.wait_for(1).size() == 1);
    CHECK(gate.arrived() == 1 + kFew);
    gate.open();
    gate.wait_for_arrival(static_cast<unsigned>(jobs.size()));
  }

  TEST_CASE("go before new jobs") {
    Gate gate;
    Record<int> order;
    std::vector<std::unique_ptr<Work>> blockers;  // they take the threads beyond max
    for (int i = 0; i < 5; ++i) blockers.push_back(std::make_unique<Work>([&] { gate.arrive_and_wait(); }));
    Work job([&] { order.add(1); });
    Work next([&] { order.add(2); });
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    for (const auto& blocker : blockers) continue_with(pool, *blocker);
    gate.wait_for_arrival(5);
    REQUIRE(offer(pool, job));
    continue_with(pool, next);
    REQUIRE(order.items().empty());

    gate.open();

    CHECK(order.wait_for(2) == std::vector<int>{2, 1});
  }

  TEST_CASE("new jobs of a lane wait until it is below its share again") {
    Gate first;
    Gate second;
    Record<int> order;
    Lane lane(1);
    Work running([&] { first.arrive_and_wait(); }, &lane);
    Work next([&] { second.arrive_and_wait(); }, &lane);
    Work job([&] { order.add(1); }, &lane);
    WorkerPool pool(pool_of(4, 4));
    const Opener open_first(first);
    const Opener open_second(second);
    REQUIRE(offer(pool, running));
    first.wait_for_arrival();
    continue_with(pool, next);
    second.wait_for_arrival();
    REQUIRE(offer(pool, job));

    first.open();
    wait_for_threads(pool, 4);
    while (pool.gauge().busy != 1) std::this_thread::yield();
    CHECK(order.items().empty());
    second.open();

    CHECK(order.wait_for(1) == std::vector<int>{1});
  }
}

}  // namespace siding::scheduler
