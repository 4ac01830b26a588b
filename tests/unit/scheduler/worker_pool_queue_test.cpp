#include <chrono>
#include <future>
#include <memory>
#include <thread>
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

TEST_SUITE("worker pool") {
  TEST_CASE("refuses a job at once when the queue is full") {
    Gate gate;
    Work running([&] { gate.arrive_and_wait(); });
    Work waiting([] {});
    WorkerPool pool(pool_of(1, 1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();  // the only worker is busy now
    REQUIRE(offer(pool, waiting));

    CHECK_FALSE(pool.reserve());
    CHECK(pool.gauge().refused == 1);
  }

  TEST_CASE("has a place again when a job is done") {
    Gate gate;
    Record<int> done;
    Work first([&] { gate.arrive_and_wait(); });
    Work second([&] { done.add(2); });
    WorkerPool pool(pool_of(1, 1, 0));
    const Opener opener(gate);
    REQUIRE(offer(pool, first));
    gate.wait_for_arrival();
    REQUIRE_FALSE(offer(pool, second));

    gate.open();

    while (!offer(pool, second)) std::this_thread::yield();
    CHECK(done.wait_for(1) == std::vector<int>{2});
  }

  TEST_CASE("runs jobs on its threads, first in first out") {
    Record<int> order;
    std::promise<bool> on_worker;
    Work first([&] { on_worker.set_value(WorkerPool::on_worker()); });
    Work second([&] { order.add(2); });
    Work third([&] { order.add(3); });
    WorkerPool pool(pool_of(1, 1));
    Queue<Job> jobs;
    for (Job* job : {static_cast<Job*>(&first), static_cast<Job*>(&second), static_cast<Job*>(&third)}) {
      REQUIRE(pool.reserve());
      jobs.push(*job);
    }

    pool.submit(jobs);

    CHECK(on_worker.get_future().get());
    CHECK(order.wait_for(2) == std::vector<int>{2, 3});
    CHECK_FALSE(WorkerPool::on_worker());
  }

  TEST_CASE("drops what has waited longer than queue_timeout") {
    Gate gate;
    Record<Errc> dropped;
    bool ran = false;
    Work running([&] { gate.arrive_and_wait(); });
    Work stale([&] { ran = true; });
    stale.on_dropped = [&](Errc why) { dropped.add(why); };
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    REQUIRE(offer(pool, stale));
    stale.queued_at -= pool.options().queue_timeout + 1ns;

    gate.open();

    CHECK(dropped.wait_for(1) == std::vector<Errc>{Errc::deadline});
    CHECK_FALSE(ran);
    CHECK(pool.gauge().dropped == 1);
  }

  TEST_CASE("drops what nobody wants any more") {
    Record<Errc> dropped;
    bool ran = false;
    Work unwanted([&] { ran = true; });
    unwanted.is_wanted = [] { return false; };
    unwanted.on_dropped = [&](Errc why) { dropped.add(why); };
    WorkerPool pool(pool_of(1, 1));

    REQUIRE(offer(pool, unwanted));

    CHECK(dropped.wait_for(1) == std::vector<Errc>{Errc::gone});
    CHECK_FALSE(ran);
  }

  TEST_CASE("a dropped job gives its place back") {
    Record<Errc> dropped;
    std::vector<std::unique_ptr<Work>> jobs;
    for (int i = 0; i < 10; ++i) {
      auto& job = *jobs.emplace_back(std::make_unique<Work>([] {}));
      job.is_wanted = [] { return false; };
      job.on_dropped = [&](Errc why) { dropped.add(why); };
    }
    WorkerPool pool(pool_of(1, 1, 1));

    for (const auto& job : jobs) {
      while (!offer(pool, *job)) std::this_thread::yield();
    }

    CHECK(dropped.wait_for(10).size() == 10);
  }

  TEST_CASE("a job may end its own life") {
    constexpr int kJobs = 100;
    Record<int> done;
    WorkerPool pool(pool_of(2, 2, kJobs));
    for (int i = 0; i < kJobs; ++i) {
      auto* const job = new Work([] {});
      job->function = [&done, job, i] {
        Record<int>& record = done;
        const int number = i;
        delete job;  // the closure goes with it
        record.add(number);
      };
      REQUIRE(offer(pool, *job));
    }

    CHECK(done.wait_for(kJobs).size() == kJobs);
  }

  TEST_CASE("shows how many run and how many wait") {
    Gate gate;
    Work running([&] { gate.arrive_and_wait(); });
    Work waiting([] {});
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    REQUIRE(offer(pool, waiting));

    const PoolGauge gauge = pool.gauge();

    CHECK(gauge.threads == 1);
    CHECK(gauge.busy == 1);
    CHECK(gauge.waiting == 1);
  }
}

}  // namespace siding::scheduler
