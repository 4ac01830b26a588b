#include "scheduler/loop_lag.hpp"

#include <doctest/doctest.h>

#include "unit/scheduler/driven_loop.hpp"

namespace siding::scheduler {

using namespace std::chrono_literals;
using test::DrivenLoop;

TEST_SUITE("loop lag") {
  TEST_CASE("keeps the longest cycle of each second, the current one last") {
    LoopLag lag;
    const Clock::time_point start{1000s};
    lag.record(start, start + 3ms);
    lag.record(start + 10ms, start + 11ms);
    lag.record(start + 1s, start + 1s + 7ms);

    const auto worst = lag.worst(start + 1500ms);

    CHECK(worst.size() == LoopLag::kSeconds);
    CHECK(worst[worst.size() - 1] == 7ms);
    CHECK(worst[worst.size() - 2] == 3ms);
    CHECK(worst[worst.size() - 3] == 0ms);
  }

  TEST_CASE("forgets what is older than two minutes") {
    LoopLag lag;
    const Clock::time_point start{1000s};
    lag.record(start, start + 3ms);

    for (const auto worst : lag.worst(start + std::chrono::seconds{LoopLag::kSeconds})) CHECK(worst == 0ms);
  }

  TEST_CASE("a loop tells since when its cycle goes on, and how long cycles took") {
    DrivenLoop driven;
    Clock::time_point inside;
    const auto before = Clock::now();
    driven.run([&] { inside = driven.loop().busy_since(); });
    driven.run([] {});

    CHECK(inside >= before);
    CHECK(inside <= Clock::now());
    CHECK(driven.loop().lag().read().count() >= 1);
  }

  TEST_CASE("an observer is told of each cycle's end, after what happened in it") {
    struct Observer final : CycleObserver {
      void cycle_ended(Clock::time_point at) noexcept override {
        last = at;
        ++ends;
      }
      Clock::time_point last{};
      int ends = 0;
    } observer;
    DrivenLoop driven;
    Clock::time_point began{};
    driven.run([&] {
      driven.loop().set_observer(&observer);
      began = driven.loop().now();
    });
    int ends = 0;
    Clock::time_point last{};
    driven.run([&] {
      ends = observer.ends;
      last = observer.last;
      driven.loop().set_observer(nullptr);
    });

    CHECK(ends >= 1);
    CHECK(last >= began);
  }
}

}  // namespace siding::scheduler
