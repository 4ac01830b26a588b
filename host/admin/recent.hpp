// recent.hpp - a snapshot of half a minute ago, so that advice is about lately.
//
// Owner:   AdminService. Threads: the admin listener's.
#pragma once

#include <chrono>

#include "dispatch/snapshot.hpp"
#include "scheduler/timers.hpp"

namespace siding::admin {

class Recent {
 public:
  using Clock = scheduler::Clock;
  static constexpr auto kStep = std::chrono::seconds{30};

  explicit Recent(Clock::time_point start) : taken_(start), next_taken_(start) {}

  // Every kStep.
  void keep(dispatch::Snapshot snapshot, Clock::time_point now) {
    before_ = std::move(next_);
    taken_ = next_taken_;
    next_ = std::move(snapshot);
    next_taken_ = now;
  }

  // Between one and two steps ago; the start, before.
  const dispatch::Snapshot& before() const { return before_; }
  Clock::time_point taken() const { return taken_; }

 private:
  dispatch::Snapshot before_;
  Clock::time_point taken_;
  dispatch::Snapshot next_;
  Clock::time_point next_taken_;
};

}  // namespace siding::admin
