// loop_watch.hpp - one loop under observation: decides when it is stuck, and why.
//
// Counts ticks instead of reading clocks in the loop, so that the loop pays one
// store per call, and a paused machine blames nobody.
// Owner:   Watchdog. Threads: the watchdog's.
#pragma once

#include <optional>
#include <vector>

#include "scheduler/drivers.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/options.hpp"
#include "scheduler/stall.hpp"
#include "scheduler/thread_sample.hpp"

namespace siding::scheduler {

class LoopWatch {
 public:
  // `counters`: of all loops.
  LoopWatch(EventLoop& loop, Drivers& drivers, const StallOptions& options, StallObserver& observer,
            StallCounters& counters);

  // The conduct that was demoted in this tick; null for none.
  Conduct* tick(Clock::time_point now, std::chrono::nanoseconds tick);

 private:
  Conduct* look(Clock::time_point now, std::chrono::nanoseconds tick);
  void watch_host_work(std::chrono::nanoseconds tick);
  Conduct* charge(Conduct* conduct, Clock::time_point now, std::chrono::nanoseconds tick);
  std::optional<StallKind> diagnose();
  std::vector<std::uintptr_t> take_stack(Conduct& conduct);
  StallAction rescue(Conduct* conduct);
  void report(const Stall& stall);
  void lift_plugins();
  Conduct* act(StallKind kind, Conduct* conduct, Clock::time_point now);

  EventLoop& loop_;
  Drivers& drivers_;
  const StallOptions& options_;
  StallObserver& observer_;
  StallCounters& counters_;

  std::vector<Conduct*> demoted_plugins_;  // a conduct of each that was demoted here

  std::uint64_t sequence_ = 0;        // at the last tick
  std::chrono::nanoseconds stuck_{};  // in the same call, at least
  ThreadSample first_{};              // when it was found in the same call again
  unsigned sleeping_ticks_ = 0;       // in a row, up to now
  bool acted_ = false;                // on this call
  std::uint64_t cycle_ = 0;           // at the last tick
  std::chrono::nanoseconds host_busy_{};
};

}  // namespace siding::scheduler
