// The phases of a request.
#include "dispatch/request_times.hpp"

#include <doctest/doctest.h>

#include "scheduler/event_loop.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;

namespace {

using Clocks = RequestTimes::Clocks;

constexpr scheduler::Clock::time_point kStart{100s};

}  // namespace

TEST_SUITE("request times") {
  TEST_CASE("four phases make up the whole") {
    RequestTimes times;
    times.start(kStart, Clocks::own, false);
    times.entered(kStart + 1ms);
    times.ran(2ms);
    times.ran(3ms);
    times.answered(kStart + 10ms);

    const Phases phases = times.read().phases(kStart + 15ms);

    CHECK(phases.queue == 1ms);
    CHECK(phases.run == 5ms);
    CHECK(phases.wait == 4ms);
    CHECK(phases.write == 5ms);
  }

  TEST_CASE("the first entry and the first answer count") {
    RequestTimes times;
    times.start(kStart, Clocks::own, false);
    times.entered(kStart + 1ms);
    times.entered(kStart + 5ms);
    times.answered(kStart + 6ms);
    times.answered(kStart + 9ms);

    const Marks marks = times.read();

    CHECK(marks.entered == kStart + 1ms);
    CHECK(marks.answered == kStart + 6ms);
  }

  TEST_CASE("a request whose code never ran has only queued") {
    RequestTimes times;
    times.start(kStart, Clocks::own, false);
    times.answered(kStart + 8ms);

    const Phases phases = times.read().phases(kStart + 9ms);

    CHECK(phases.queue == 8ms);
    CHECK(phases.run == 0ms);
    CHECK(phases.wait == 0ms);
    CHECK(phases.write == 1ms);
  }

  TEST_CASE("without an answer everything up to now is known") {
    RequestTimes times;
    times.start(kStart, Clocks::own, false);
    times.entered(kStart + 1ms);

    const Phases phases = times.read().phases(kStart + 5ms);

    CHECK(phases.queue == 1ms);
    CHECK(phases.wait == 4ms);
    CHECK(phases.write == 0ms);
  }

  TEST_CASE("work beside the callbacks is never more than there was time") {
    RequestTimes times;
    times.start(kStart, Clocks::own, false);
    times.entered(kStart + 1ms);
    times.ran(50ms);  // two offloads at once
    times.answered(kStart + 10ms);

    const Phases phases = times.read().phases(kStart + 10ms);

    CHECK(phases.run == 9ms);
    CHECK(phases.wait == 0ms);
  }

  TEST_CASE("on a loop the clock of the cycle tells, unless the request is a sample") {
    RequestTimes plain;
    plain.start(kStart, Clocks::cycle, false);
    plain.answered_in_cycle(kStart + 3ms);
    RequestTimes sample;
    sample.start(kStart, Clocks::cycle, true);
    sample.answered_in_cycle(kStart + 3ms);

    CHECK(plain.read().phases(kStart + 5ms).wait == 3ms);
    CHECK(plain.read().phases(kStart + 5ms).write == 2ms);
    CHECK(sample.exact());
    CHECK(sample.read().answered == scheduler::Clock::time_point{});
  }

  TEST_CASE("code that runs counts up to the answer") {
    scheduler::EventLoop loop{0};
    RequestTimes times;
    times.start(scheduler::Clock::now(), Clocks::cycle, true);
    {
      const Running running(times, loop);
      note_answer(times);
    }
    const Marks marks = times.read();

    CHECK(marks.entered >= marks.started);
    CHECK(marks.answered >= marks.entered);
    CHECK(marks.run == marks.answered - marks.entered);
  }

  TEST_CASE("with chained clocks the end of a request is the beginning of the next one in its cycle") {
    scheduler::EventLoop loop{0};
    RequestTimes first;
    RequestTimes second;
    for (RequestTimes* const times : {&first, &second}) {
      times->start(loop.now(), Clocks::chained, false);
      const Running running(*times, loop);
      note_answer(*times);
    }
    CHECK(first.read().entered == first.read().started);
    CHECK(first.read().run == first.read().answered - first.read().started);
    CHECK(second.read().entered == first.read().answered);
    CHECK(second.read().answered >= second.read().entered);
  }

  TEST_CASE("a new life begins with nothing of the last one") {
    RequestTimes times;
    times.start(kStart, Clocks::own, true);
    times.entered(kStart + 1ms);
    times.ran(2ms);
    times.used({3ms, 2ms, 4});
    times.answered(kStart + 5ms);

    times.start(kStart + 10ms, Clocks::own, true);

    const Marks marks = times.read();
    CHECK(marks.started == kStart + 10ms);
    CHECK(marks.entered == scheduler::Clock::time_point{});
    CHECK(marks.answered == scheduler::Clock::time_point{});
    CHECK(marks.run == 0ms);
    CHECK(marks.usage.wall == 0ms);
    CHECK(marks.usage.cpu == 0ms);
    CHECK(marks.usage.switches == 0);
  }

  TEST_CASE("nothing is read where the times are not exact") {
    scheduler::EventLoop loop{0};
    RequestTimes times;
    times.start(kStart, Clocks::cycle, false);
    {
      const Running running(times, loop);
      note_answer(times);
    }
    CHECK(times.read().entered == scheduler::Clock::time_point{});
    CHECK(times.answered_at() == scheduler::Clock::time_point{});
  }
}

}  // namespace siding::dispatch
