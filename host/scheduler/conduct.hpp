// conduct.hpp - how the calls of one route have behaved on the loops.
//
// A route whose calls hold a loop is demoted: its calls run on workers until a
// quiet period has passed without a slow one. Each demotion doubles the next
// quiet period.
// Owner:   the route. Threads: as tagged; untagged ones are the watchdog's.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "scheduler/stall_counts.hpp"
#include "scheduler/timers.hpp"

namespace siding::scheduler {

// What the routes of one plugin share: when several of its calls hold threads at
// once, a lock of its own is the likely reason, and all of its routes are demoted.
class ConductGroup {
 public:
  bool demoted() const { return demoted_.load(std::memory_order_relaxed); }

 private:
  friend class Conduct;
  static constexpr int kLateAtOnce = 4;

  std::atomic<bool> demoted_{false};
  std::atomic<int> late_{0};  // threads still inside calls that were taken over
};

class Conduct {
 public:
  // The group outlives the conduct.
  explicit Conduct(ConductGroup& group) : group_(group) {}
  Conduct(const Conduct&) = delete;
  Conduct& operator=(const Conduct&) = delete;

  // What the log calls it; fix() is what its owner should change.
  virtual std::string describe() const = 0;
  virtual std::string fix() const = 0;

  // [any-thread]
  bool demoted() const { return demoted_.load(std::memory_order_relaxed) || group_.demoted(); }
  // It holds as many threads as it may: refuse its requests. [any-thread]
  bool shedding() const { return shedding_.load(std::memory_order_relaxed); }

  // Around a callback on a worker: the quiet period starts again after a slow one,
  // and does not end while one that began before its end is running. [any-thread]
  class Observed {
   public:
    explicit Observed(Conduct& conduct);
    ~Observed();
    Observed(const Observed&) = delete;
    Observed& operator=(const Observed&) = delete;

   private:
    Conduct& conduct_;
    const unsigned epoch_;
    const Clock::time_point start_ = Clock::now();
  };

  // A call that was taken over has returned. [any-thread]
  void returned_late();

  // Everything that the watchdog saw of it, and whether its plugin is demoted as a whole.
  StallCounts stall_counts() const { return counters_.read(); }
  bool plugin_demoted() const { return group_.demoted(); }
  std::uint64_t stalls() const { return stalls_.load(std::memory_order_relaxed); }
  std::uint64_t demotions() const { return demotions_.load(std::memory_order_relaxed); }

  // True the first time.
  bool wants_stack() { return !std::exchange(had_stack_, true); }
  void count(StallKind kind, StallAction action) { counters_.count(kind, action); }
  // A call is about to be taken over: returned_late() follows, unless it was in time after all.
  void taken_over();
  void in_time() { leave(); }
  // A call has held a loop. True when that is `demote_after` times since the last demotion.
  bool stalled(unsigned demote_after);
  // Loop time that one call used without a break. True when within a second it came to `limit`.
  bool charge(std::chrono::nanoseconds time, Clock::time_point now, std::chrono::nanoseconds limit);
  void demote(Clock::time_point now);
  // True when the quiet period has passed; the route is back on the loops then.
  bool lift(Clock::time_point now);
  void shed() { shedding_.store(true, std::memory_order_relaxed); }
  std::chrono::nanoseconds quiet_period() const { return quiet_; }

 protected:
  ~Conduct() = default;

 private:
  static constexpr int kMostLate = 8;  // threads inside calls of one route, then it sheds
  static constexpr std::chrono::nanoseconds kSlow = std::chrono::milliseconds{10};
  static constexpr std::chrono::nanoseconds kFirstQuiet = std::chrono::seconds{10};
  static constexpr std::chrono::nanoseconds kLongestQuiet = std::chrono::minutes{10};

  void leave();

  ConductGroup& group_;
  std::atomic<bool> demoted_{false};
  std::atomic<bool> shedding_{false};
  std::atomic<Clock::time_point> last_slow_{Clock::time_point{}};
  std::atomic<int> late_{0};                  // threads still inside calls that were taken over
  std::atomic<unsigned> epoch_{0};            // changes when a quiet period seems to be over
  std::atomic<int> running_[2] = {{0}, {0}};  // callbacks on workers that began in an even, odd epoch
  std::atomic<std::uint64_t> stalls_{0};
  std::atomic<std::uint64_t> demotions_{0};
  StallCounters counters_;

  // The watchdog's.
  unsigned recent_stalls_ = 0;
  std::chrono::nanoseconds quiet_{kFirstQuiet / 2};  // demote() doubles it
  Clock::time_point window_{};                       // when `charged_` began
  std::chrono::nanoseconds charged_{0};
  bool had_stack_ = false;
  bool lifting_ = false;  // waits for the callbacks of the epoch before
};

}  // namespace siding::scheduler
