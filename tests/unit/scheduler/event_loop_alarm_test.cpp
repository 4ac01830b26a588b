#include <chrono>
#include <future>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/event_loop.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using namespace std::chrono_literals;
using test::Alarm;
using test::DrivenLoop;
using test::PluginStep;
using test::Record;

TEST_SUITE("event loop alarms") {
  TEST_CASE("a timer wakes the loop, not before its time") {
    std::promise<Clock::time_point> fired;
    Alarm alarm([&] { fired.set_value(Clock::now()); });
    DrivenLoop driven;
    Clock::time_point due;

    driven.run([&] {
      due = Clock::now() + 5ms;
      driven.loop().arm(alarm, due);
    });

    CHECK(fired.get_future().get() >= due);
  }

  TEST_CASE("an earlier timer goes before the one that the loop sleeps for") {
    Record<int> order;
    Alarm late([&] { order.add(2); });
    Alarm early([&] { order.add(1); });
    DrivenLoop driven;

    driven.run([&] { driven.loop().arm(late, Clock::now() + 300ms); });
    driven.run([&] { driven.loop().arm(early, Clock::now() + 1ms); });

    CHECK(order.wait_for(2) == std::vector<int>{1, 2});
  }

  TEST_CASE("a later timer is kept when the one that the loop sleeps for is disarmed") {
    std::promise<void> fired;
    bool wrong = false;
    Alarm first([&] { wrong = true; });
    Alarm second([&] { fired.set_value(); });
    DrivenLoop driven;

    driven.run([&] {
      driven.loop().arm(first, Clock::now() + 300ms);  // long enough to be disarmed on a busy machine
      driven.loop().arm(second, Clock::now() + 310ms);
    });
    driven.run([&] { driven.loop().disarm(first); });
    fired.get_future().get();

    driven.run([&] { CHECK_FALSE(wrong); });
  }

  TEST_CASE("a timer that has expired may be armed again and again") {
    Record<int> runs;
    Alarm alarm([] {});
    int count = 0;
    DrivenLoop driven;
    alarm.function = [&] {
      runs.add(++count);
      if (count < 5) driven.loop().arm(alarm, Clock::now() + 1ms);
    };

    driven.run([&] { driven.loop().arm(alarm, Clock::now()); });

    CHECK(runs.wait_for(5).size() == 5);
  }

  TEST_CASE("a timer armed while a plugin call is applied fires") {
    std::promise<void> fired;
    Alarm alarm([&] { fired.set_value(); });
    PluginStep call([] {});
    DrivenLoop driven;
    call.after = [&] { driven.loop().arm(alarm, Clock::now() + 1ms); };

    driven.run([&] { driven.loop().ready(call); });

    fired.get_future().get();
  }

  TEST_CASE("now() stands still within a cycle and goes on with the next") {
    DrivenLoop driven;
    Clock::time_point first;
    Clock::time_point again;
    Clock::time_point next;

    driven.run([&] {
      first = driven.loop().now();
      while (Clock::now() <= first) {
      }
      again = driven.loop().now();
    });
    driven.run([&] { next = driven.loop().now(); });

    CHECK(again == first);
    CHECK(next > first);
  }
}

}  // namespace siding::scheduler
