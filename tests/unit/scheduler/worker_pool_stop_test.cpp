#include <chrono>
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

TEST_SUITE("worker pool stop") {
  TEST_CASE("ends idle workers at once") {
    WorkerPool pool(pool_of(4, 4));

    CHECK(pool.stop(1h));

    CHECK(pool.gauge().threads == 0);
  }

  TEST_CASE("says when a job is still running after the limit, and may be asked again") {
    Gate gate;
    Work running([&] { gate.arrive_and_wait(); });
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();

    CHECK_FALSE(pool.stop(1ms));

    gate.open();
    CHECK(pool.stop(1h));
  }

  TEST_CASE("drops what is queued or parked, and runs none of it") {
    Gate gate;
    Record<Errc> dropped;
    bool ran = false;
    Lane lane(1);
    Work running([&] { gate.arrive_and_wait(); }, &lane);
    std::vector<std::unique_ptr<Work>> waiting;
    for (int i = 0; i < 6; ++i) {
      auto& job = *waiting.emplace_back(std::make_unique<Work>([&] { ran = true; }, i % 2 ? &lane : nullptr));
      job.on_dropped = [&](Errc why) { dropped.add(why); };
    }
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    for (const auto& job : waiting) REQUIRE(offer(pool, *job));
    REQUIRE_FALSE(pool.stop(1ms));

    gate.open();

    CHECK(pool.stop(1h));
    CHECK(dropped.items() == std::vector<Errc>(6, Errc::draining));
    CHECK_FALSE(ran);
  }

  TEST_CASE("a tick does nothing after it") {
    WorkerPool pool(pool_of(1, 4));
    REQUIRE(pool.stop(1h));

    for (int i = 0; i < 3; ++i) pool.tick(Clock::now() + 1h);

    CHECK(pool.gauge().threads == 0);
  }
}

}  // namespace siding::scheduler
