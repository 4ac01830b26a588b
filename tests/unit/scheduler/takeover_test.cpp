// A thread is stuck in a plugin call; another one takes its loop.
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/event_loop.hpp"
#include "scheduler/worker_pool.hpp"
#include "unit/scheduler/bell.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/gate.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using namespace std::chrono_literals;
using test::Alarm;
using test::Bell;
using test::DrivenLoop;
using test::Gate;
using test::Opener;
using test::Output;
using test::PluginStep;
using test::Step;
using test::Work;

TEST_SUITE("takeover") {
  TEST_CASE("posts, sockets and timers go on while the call is stuck") {
    std::promise<void> socket;
    std::promise<void> fired;
    Alarm alarm([&] { fired.set_value(); });
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); });
    DrivenLoop driven;
    const Bell bell(driven, [&] { socket.set_value(); });
    const Opener opener(gate);
    driven.run([&] { driven.loop().ready(stuck); });
    gate.wait_for_arrival();

    REQUIRE(driven.take_over());

    driven.run([&] { driven.loop().arm(alarm, Clock::now() + 1ms); });
    bell.ring();
    socket.get_future().get();
    fired.get_future().get();
  }

  TEST_CASE("a timer armed in the interrupted cycle fires") {
    std::promise<void> fired;
    Alarm alarm([&] { fired.set_value(); });
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); });
    DrivenLoop driven;
    const Opener opener(gate);
    driven.run([&] {
      driven.loop().arm(alarm, Clock::now() + 1ms);  // its alarm was to be set after the turn
      driven.loop().ready(stuck);
    });
    gate.wait_for_arrival();

    REQUIRE(driven.take_over());

    fired.get_future().get();  // nothing else wakes the loop
  }

  TEST_CASE("what the interrupted cycle had produced is flushed, and its jobs are handed over") {
    std::promise<void> flushed;
    std::promise<void> worked;
    Work job([&] { worked.set_value(); });
    WorkerPool pool(PoolOptions{});
    Output output([&] { flushed.set_value(); });
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); });
    DrivenLoop driven;
    const Opener opener(gate);
    driven.run([&] {
      pool.reserve();
      driven.loop().hand_over(pool, job);
      driven.loop().flush_later(output);
      driven.loop().ready(stuck);
    });
    gate.wait_for_arrival();

    REQUIRE(driven.take_over());

    flushed.get_future().get();
    worked.get_future().get();
  }

  TEST_CASE("calls that were ready behind the stuck one run, and it is settled by the new driver") {
    std::promise<std::thread::id> settled_by;
    std::promise<std::thread::id> next_ran_on;
    std::thread::id stuck_on;
    Gate gate;
    PluginStep stuck(
        [&] {
          stuck_on = std::this_thread::get_id();
          gate.arrive_and_wait();
        },
        [&] { settled_by.set_value(std::this_thread::get_id()); });
    PluginStep next([&] { next_ran_on.set_value(std::this_thread::get_id()); });
    DrivenLoop driven;
    const Opener opener(gate);
    driven.run([&] {
      driven.loop().ready(stuck);
      driven.loop().ready(next);
    });
    gate.wait_for_arrival();
    REQUIRE(driven.take_over());
    const auto driver = next_ran_on.get_future().get();
    CHECK(driver != stuck_on);

    gate.open();

    CHECK(settled_by.get_future().get() == driver);
  }

  TEST_CASE("a call that has returned can't be taken over") {
    std::uint64_t inside = 0;
    PluginStep call([] {});
    DrivenLoop driven;
    call.inside = [&] { inside = driven.loop().sequence(); };
    driven.run([&] { driven.loop().ready(call); });
    driven.run([&] { CHECK(inside % 2 == 1); });

    CHECK_FALSE(driven.loop().take(inside));

    driven.run([] {});  // its driver goes on
  }

  TEST_CASE("a call is taken over once") {
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); });
    DrivenLoop driven;
    const Opener opener(gate);
    driven.run([&] { driven.loop().ready(stuck); });
    gate.wait_for_arrival();
    const auto sequence = driven.loop().sequence();

    REQUIRE(driven.take_over());

    CHECK_FALSE(driven.loop().take(sequence));
  }

  TEST_CASE("drive() returns false to the late thread, true to the one that stopped") {
    EventLoop loop(0);
    std::promise<bool> late;
    std::promise<bool> last;
    std::promise<void> settled;
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); }, [&] { settled.set_value(); });
    Step begin([&] { loop.ready(stuck); });
    loop.post(begin);
    std::thread first([&] { late.set_value(loop.drive()); });
    gate.wait_for_arrival();

    REQUIRE(loop.take(loop.sequence()));
    std::thread second([&] { last.set_value(loop.drive()); });
    gate.open();

    CHECK_FALSE(late.get_future().get());
    settled.get_future().get();
    loop.stop();
    CHECK(last.get_future().get());
    first.join();
    second.join();
  }

  TEST_CASE("three calls in a row get stuck, all are settled once, by whoever drives at the end") {
    constexpr int kCalls = 3;
    int settled = 0;
    Gate gate;
    std::vector<std::unique_ptr<PluginStep>> calls;
    for (int i = 0; i < kCalls; ++i) {
      calls.push_back(std::make_unique<PluginStep>([&] { gate.arrive_and_wait(); }, [&] { ++settled; }));
    }
    DrivenLoop driven;
    const Opener opener(gate);
    driven.run([&] {
      for (const auto& call : calls) driven.loop().ready(*call);
    });
    for (unsigned i = 1; i <= kCalls; ++i) {
      gate.wait_for_arrival(i);
      REQUIRE(driven.take_over());
    }

    gate.open();

    int seen = 0;
    while (seen < kCalls) driven.run([&] { seen = settled; });
    CHECK(seen == kCalls);
  }

  TEST_CASE("hand-overs under load lose no post and settle every call once") {
    constexpr int kRounds = 200;
    int settled = 0;
    int posts = 0;
    DrivenLoop driven;
    for (int round = 0; round < kRounds; ++round) {
      Gate gate;
      PluginStep stuck([&] { gate.arrive_and_wait(); }, [&] { ++settled; });
      driven.run([&] { driven.loop().ready(stuck); });
      gate.wait_for_arrival();
      std::thread poster([&] {
        for (int i = 0; i < 5; ++i) driven.run([&] { ++posts; });
      });
      std::thread opener([&] { gate.open(); });  // races with the take-over: either may win
      driven.take_over();
      opener.join();
      poster.join();
      int seen = 0;
      while (seen <= round) driven.run([&] { seen = settled; });
    }

    driven.run([&] {
      CHECK(settled == kRounds);
      CHECK(posts == 5 * kRounds);
    });
  }
}

}  // namespace siding::scheduler
