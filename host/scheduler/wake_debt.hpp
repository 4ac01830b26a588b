// wake_debt.hpp - a wake-up that a worker owes a loop, so that one does for many answers.
//
// A worker with more quick jobs at hand posts what it has done without waking the
// loop each time: on one core each wake would cost two switches of threads. It
// pays before it waits, before a job that may be slow, or 100 us later.
// Threads: one per worker, its own. The watchdog's tick is the net.
#pragma once

#include <chrono>

#include "scheduler/timers.hpp"

namespace siding::scheduler {

class EventLoop;

class WakeDebt {
 public:
  // While it lives the thread does the last thing of its job: it waits for no loop any more.
  class Finishing {
   public:
    Finishing();
    ~Finishing();
    Finishing(const Finishing&) = delete;
    Finishing& operator=(const Finishing&) = delete;
  };

  // The loop sleeps and has got something. True: it will be woken by pay(), the caller need not.
  static bool put_off(EventLoop& loop);

  // From here to pay() the calling thread puts off what it finishes with.
  static void begin(Clock::time_point now);
  static bool owed();
  // Owed for too long.
  static bool due(Clock::time_point now);
  static void pay();
};

}  // namespace siding::scheduler
