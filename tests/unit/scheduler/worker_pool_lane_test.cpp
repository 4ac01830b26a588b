// A route's share of a pool, and the wakes that slow routes are worth.
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
using test::wait_until_idle;
using test::Work;

namespace {

// `count` jobs of one lane with a place each, in one batch.
void submit_together(WorkerPool& pool, const std::vector<std::unique_ptr<Work>>& works) {
  Queue<Job> jobs;
  for (const auto& work : works) {
    REQUIRE(pool.reserve());
    jobs.push(*work);
  }
  pool.submit(jobs);
}

std::vector<std::unique_ptr<Work>> works(int count, const test::Function& function, Lane* lane) {
  std::vector<std::unique_ptr<Work>> made;
  for (int i = 0; i < count; ++i) made.push_back(std::make_unique<Work>(function, lane));
  return made;
}

}  // namespace

TEST_SUITE("worker pool lanes") {
  TEST_CASE("a lane holds its share of the threads and no more, others go on") {
    Gate gate;
    Record<int> others;
    Lane greedy(1);
    Lane modest(1);
    const auto stuck = works(
        3, [&] { gate.arrive_and_wait(); }, &greedy);
    const auto quick = works(
        3, [&] { others.add(1); }, &modest);
    WorkerPool pool(pool_of(2, 2));
    const Opener opener(gate);
    for (const auto& work : stuck) REQUIRE(offer(pool, *work));

    for (const auto& work : quick) REQUIRE(offer(pool, *work));

    CHECK(others.wait_for(3).size() == 3);
    CHECK(gate.arrived() == 1);
    CHECK(pool.gauge().waiting == 2);
  }

  TEST_CASE("jobs beyond the share run when one of the lane is done, in their order") {
    Gate gate;
    Record<int> order;
    Lane lane(1);
    Work first([&] { gate.arrive_and_wait(); }, &lane);
    std::vector<std::unique_ptr<Work>> parked;
    for (int i = 0; i < 5; ++i) parked.push_back(std::make_unique<Work>([&order, i] { order.add(i); }, &lane));
    WorkerPool pool(pool_of(2, 2));
    const Opener opener(gate);
    REQUIRE(offer(pool, first));
    gate.wait_for_arrival();
    for (const auto& work : parked) REQUIRE(offer(pool, *work));
    REQUIRE(order.items().empty());

    gate.open();

    CHECK(order.wait_for(5) == std::vector<int>{0, 1, 2, 3, 4});
    wait_until_idle(pool, 2);
    CHECK(pool.gauge().waiting == 0);
  }

  TEST_CASE("a parked job that nobody wants any more is dropped, and the next one runs") {
    Gate gate;
    Record<int> order;
    Lane lane(1);
    Work first([&] { gate.arrive_and_wait(); }, &lane);
    Work unwanted([] {}, &lane);
    unwanted.is_wanted = [] { return false; };
    unwanted.on_dropped = [&](Errc) { order.add(1); };
    Work wanted([&] { order.add(2); }, &lane);
    WorkerPool pool(pool_of(2, 2));
    const Opener opener(gate);
    REQUIRE(offer(pool, first));
    gate.wait_for_arrival();
    REQUIRE(offer(pool, unwanted));
    REQUIRE(offer(pool, wanted));

    gate.open();

    CHECK(order.wait_for(2) == std::vector<int>{1, 2});
  }

  TEST_CASE("a route's share is half of the pool unless the options say otherwise") {
    constexpr unsigned kMax = 4;
    Gate gate;
    WorkerPool measure(pool_of(0, kMax));
    const auto lane = measure.make_lane();
    const auto jobs = works(
        kMax, [&] { gate.arrive_and_wait(); }, lane.get());
    Record<int> other;
    Work free([&] { other.add(1); });
    WorkerPool pool(pool_of(kMax, kMax));
    const Opener opener(gate);
    for (const auto& job : jobs) REQUIRE(offer(pool, *job));
    gate.wait_for_arrival(kMax / 2);

    REQUIRE(offer(pool, free));

    other.wait_for(1);
    CHECK(gate.arrived() == kMax / 2);
  }

  TEST_CASE("a batch wakes one worker, the tick wakes the next") {
    Gate gate;
    Lane lane(0);
    const auto jobs = works(
        2, [&] { gate.arrive_and_wait(); }, &lane);
    WorkerPool pool(pool_of(2, 2));
    const Opener opener(gate);
    wait_until_idle(pool, 2);

    submit_together(pool, jobs);

    gate.wait_for_arrival(1);
    CHECK(gate.arrived() == 1);
    pool.tick(Clock::now());
    gate.wait_for_arrival(2);
  }

  TEST_CASE("a slow lane's jobs are worth a wake each") {
    Gate gate;
    Record<int> warmed;
    Lane lane(0);
    Work slow(
        [&] {
          const auto until = Clock::now() + 2ms;
          while (Clock::now() < until) {
          }
          warmed.add(1);
        },
        &lane);
    const auto jobs = works(
        2, [&] { gate.arrive_and_wait(); }, &lane);
    WorkerPool pool(pool_of(2, 2));
    const Opener opener(gate);
    REQUIRE_FALSE(lane.slow());
    REQUIRE(offer(pool, slow));
    wait_until_idle(pool, 2);
    REQUIRE(warmed.wait_for(1).size() == 1);
    wait_until_idle(pool, 2);
    REQUIRE(lane.slow());

    submit_together(pool, jobs);

    gate.wait_for_arrival(2);  // without a tick
  }
}

}  // namespace siding::scheduler
