// The operating system refuses to make a thread: an overloaded container does.
#include <chrono>
#include <future>

#include <doctest/doctest.h>
#include <pthread.h>

#include "scheduler/drivers.hpp"
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

// While it lives, a new thread asks for a stack that no machine has.
class NoThreads {
 public:
  NoThreads() {
    ::pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    ::pthread_getattr_default_np(&huge);
    ::pthread_attr_setstacksize(&huge, std::size_t{1} << 46);
    REQUIRE(::pthread_setattr_default_np(&huge) == 0);
    ::pthread_attr_destroy(&huge);
  }
  ~NoThreads() {
    ::pthread_setattr_default_np(&before_);
    ::pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

}  // namespace

TEST_SUITE("scarce threads") {
  TEST_CASE("a pool goes on with those it has, and grows later") {
    Gate gate;
    Record<int> ran;
    Work running([&] { gate.arrive_and_wait(); });
    Work job([&] { ran.add(1); });
    WorkerPool pool(pool_of(1, 4));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();
    REQUIRE(offer(pool, job));
    auto now = Clock::now();

    {
      const NoThreads none;
      for (int i = 0; i < 3; ++i) pool.tick(now += 1s);
    }
    CHECK(pool.gauge().threads == 1);

    pool.tick(now += 1s);
    CHECK(ran.wait_for(1).size() == 1);
  }

  TEST_CASE("a resumption waits for a worker when none can be made") {
    Gate gate;
    Record<int> ran;
    Work running([&] { gate.arrive_and_wait(); });
    Work resumption([&] { ran.add(1); });
    WorkerPool pool(pool_of(1, 1));
    const Opener opener(gate);
    REQUIRE(offer(pool, running));
    gate.wait_for_arrival();

    {
      const NoThreads none;
      pool.resume(resumption);
    }
    gate.open();

    CHECK(ran.wait_for(1).size() == 1);
  }

  TEST_CASE("a driver can't be reserved then, but later") {
    Drivers drivers(1);

    {
      const NoThreads none;
      CHECK_FALSE(drivers.reserve());
    }

    CHECK(drivers.reserve());
    drivers.cancel();
  }
}

}  // namespace siding::scheduler
