// Resumptions: what already runs goes first and waits for no thread.
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

TEST_SUITE("worker pool resumptions") {
  TEST_CASE("go before new jobs") {
    Gate gate;
    Gate beyond;
    Record<int> order;
    Work running([&] { gate.arrive_and_wait(); });
    std::vector<std::unique_ptr<Work>> blockers;  // they take the threads beyond max
    for (int i = 0; i < 4; ++i) blockers.push_back(std::make_unique<Work>([&] { beyond.arrive_and_wait(); }));
    Work job([&] { order.add(1); });
    Work resumption([&] { order.add(2); });
    WorkerPool pool(pool_of(1, 1));
    const Opener open_beyond(beyond);
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    for (const auto& blocker : blockers) pool.resume(*blocker);
    beyond.wait_for_arrival(4);
    REQUIRE(offer(pool, job));
    pool.resume(resumption);

    gate.open();
    CHECK(order.wait_for(1) == std::vector<int>{2});
    beyond.open();

    CHECK(order.wait_for(2) == std::vector<int>{2, 1});
  }

  TEST_CASE("run beyond max while every worker is held, and need no place") {
    Gate gate;
    Record<int> ran;
    Work running([&] { gate.arrive_and_wait(); });
    Work resumption([&] { ran.add(1); });
    WorkerPool pool(pool_of(1, 1, 0));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    REQUIRE_FALSE(pool.reserve());

    pool.resume(resumption);

    CHECK(ran.wait_for(1).size() == 1);
  }

  TEST_CASE("a thread beyond max takes no new job, and leaves") {
    Gate gate;
    Record<int> ran;
    Work running([&] { gate.arrive_and_wait(); });
    Work job([&] { ran.add(2); });
    Work resumption([&] { ran.add(1); });
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    REQUIRE(offer(pool, job));

    pool.resume(resumption);

    ran.wait_for(1);
    wait_for_threads(pool, 1);
    CHECK(ran.items() == std::vector<int>{1});
    gate.open();
    CHECK(ran.wait_for(2) == std::vector<int>{1, 2});
  }

  TEST_CASE("a worker that is idle takes a resumption, no thread is made for it") {
    Record<int> ran;
    Work resumption([&] { ran.add(1); });
    WorkerPool pool(pool_of(1, 8));
    test::wait_until_idle(pool, 1);

    pool.resume(resumption);

    ran.wait_for(1);
    CHECK(pool.gauge().threads == 1);
  }

  TEST_CASE("are neither dropped nor counted against a lane's share") {
    Gate gate;
    Record<int> ran;
    Lane lane(1);
    Work running([&] { gate.arrive_and_wait(); }, &lane);
    Work resumption([&] { ran.add(1); }, &lane);
    resumption.is_wanted = [] { return false; };
    WorkerPool pool(pool_of(2, 2));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();

    pool.resume(resumption);

    CHECK(ran.wait_for(1).size() == 1);
  }
}

}  // namespace siding::scheduler
