// watchdog.hpp - the thread that looks after loops and pools every few milliseconds.
//
// Loops:   takes over those that are stuck in a plugin call (loop_watch.hpp).
// Pools:   grows and shrinks them.
// Owner:   Server; made after what it watches, so that it ends first.
// Threads: its own.
#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "scheduler/loop_watch.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::scheduler {

class Watchdog {
 public:
  static constexpr std::chrono::nanoseconds kTick = std::chrono::milliseconds{5};

  // All of it outlives the watchdog.
  Watchdog(const std::vector<EventLoop*>& loops, std::vector<WorkerPool*> pools, Drivers& drivers, StallOptions options,
           StallObserver& observer);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Of all loops. From any thread.
  StallCounts counts() const { return counters_.read(); }

 private:
  void run();
  void tick(Clock::time_point now);
  void lift_demotions(Clock::time_point now);

  const StallOptions options_;
  const std::vector<WorkerPool*> pools_;
  StallObserver& observer_;
  StallCounters counters_;
  std::list<LoopWatch> loops_;
  std::vector<Conduct*> demoted_;

  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace siding::scheduler
