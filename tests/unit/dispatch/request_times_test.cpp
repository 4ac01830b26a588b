// The phases of a request.
#include "dispatch/request_times.hpp"

#include <doctest/doctest.h>

namespace siding::dispatch {

using namespace std::chrono_literals;

namespace {

constexpr scheduler::Clock::time_point kStart{100s};

}  // namespace

TEST_SUITE("request times") {
  TEST_CASE("four phases make up the whole") {
    RequestTimes times;
    times.start(kStart, true, false);
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
    times.start(kStart, true, false);
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
    times.start(kStart, true, false);
    times.answered(kStart + 8ms);

    const Phases phases = times.read().phases(kStart + 9ms);

    CHECK(phases.queue == 8ms);
    CHECK(phases.run == 0ms);
    CHECK(phases.wait == 0ms);
    CHECK(phases.write == 1ms);
  }

  TEST_CASE("without an answer everything up to now is known") {
    RequestTimes times;
    times.start(kStart, true, false);
    times.entered(kStart + 1ms);

    const Phases phases = times.read().phases(kStart + 5ms);

    CHECK(phases.queue == 1ms);
    CHECK(phases.wait == 4ms);
    CHECK(phases.write == 0ms);
  }

  TEST_CASE("work beside the callbacks is never more than there was time") {
    RequestTimes times;
    times.start(kStart, true, false);
    times.entered(kStart + 1ms);
    times.ran(50ms);  // two offloads at once
    times.answered(kStart + 10ms);

    const Phases phases = times.read().phases(kStart + 10ms);

    CHECK(phases.run == 9ms);
    CHECK(phases.wait == 0ms);
  }

  TEST_CASE("on a loop the clock of the cycle tells, unless the request is a sample") {
    RequestTimes plain;
    plain.start(kStart, false, false);
    plain.answered_in_cycle(kStart + 3ms);
    RequestTimes sample;
    sample.start(kStart, false, true);
    sample.answered_in_cycle(kStart + 3ms);

    CHECK(plain.read().phases(kStart + 5ms).wait == 3ms);
    CHECK(plain.read().phases(kStart + 5ms).write == 2ms);
    CHECK(sample.exact());
    CHECK(sample.read().answered == scheduler::Clock::time_point{});
  }

  TEST_CASE("code that runs counts up to the answer") {
    RequestTimes times;
    times.start(scheduler::Clock::now(), false, true);
    {
      const Running running(times);
      note_answer(times);
    }
    const Marks marks = times.read();

    CHECK(marks.entered >= marks.started);
    CHECK(marks.answered >= marks.entered);
    CHECK(marks.run == marks.answered - marks.entered);
  }

  TEST_CASE("nothing is read where the times are not exact") {
    RequestTimes times;
    times.start(kStart, false, false);
    {
      const Running running(times);
      note_answer(times);
    }
    CHECK(times.read().entered == scheduler::Clock::time_point{});
    CHECK(times.answered_at() == scheduler::Clock::time_point{});
  }
}

}  // namespace siding::dispatch
