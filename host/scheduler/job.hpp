// job.hpp - work that waits for a worker, and the lane that it waits in.
#pragma once

#include <atomic>

#include "base/result.hpp"
#include "scheduler/call.hpp"
#include "scheduler/timers.hpp"

namespace siding::scheduler {

class Lane;

// Intrusive, as Call is: its owner keeps it until work() or dropped() is entered.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  virtual void work() noexcept = 0;             // on a worker
  virtual void dropped(Errc why) noexcept = 0;  // on a worker, instead of work()
  virtual bool wanted() noexcept = 0;           // false: nobody needs it any more
  virtual Lane* lane() noexcept = 0;            // nullptr: no share applies
  // Part of a request that has had a worker before, and may hold what others wait for.
  virtual bool continues() noexcept { return false; }

  Job* next = nullptr;  // the queue's link
  Clock::time_point queued_at{};

 protected:
  ~Job() = default;
};

// What the jobs of one route in one pool have in common: their share of the
// threads, so that one mutex cannot eat the pool. Owned by the route.
class Lane {
 public:
  explicit Lane(unsigned share) : share_(share) {}

  // The last job of this lane took long: the next are worth a wake each.
  bool slow() const { return slow_.load(std::memory_order_relaxed); }

 private:
  friend class WorkerPool;
  const unsigned share_;          // threads at most; 0 = no bound
  unsigned running_ = 0;          // guarded by the pool's mutex
  Queue<Job> parked_;             // guarded by the pool's mutex: beyond the share
  Queue<Job> parked_continuing_;  // the same
  std::atomic<bool> slow_{false};
};

}  // namespace siding::scheduler
