// timers.hpp - the deadlines of one event loop: an indexed binary heap.
//
// Threads: the loop's driver only.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace siding::scheduler {

using Clock = std::chrono::steady_clock;

// Something that wants to be called at an instant. Intrusive; disarm before it dies.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  virtual void expired() noexcept = 0;  // disarmed already; may arm again

  bool armed() const { return index_ != kNone; }
  Clock::time_point at() const { return at_; }

 protected:
  ~Timer() = default;

 private:
  friend class Timers;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  Clock::time_point at_{};
  std::size_t index_ = kNone;
};

class Timers {
 public:
  // Arms, or moves an armed one.
  void arm(Timer& timer, Clock::time_point at);
  void disarm(Timer& timer);

  bool empty() const { return heap_.empty(); }
  Clock::time_point next() const { return heap_.front()->at_; }  // REQUIRES: not empty

  // Calls expired() of everything due at `now`, earliest first.
  void expire(Clock::time_point now);

 private:
  void place(std::size_t index, Timer& timer);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);

  std::vector<Timer*> heap_;
};

}  // namespace siding::scheduler
