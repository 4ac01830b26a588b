// quarantine.hpp - a route that has crashed the process again and again is out of service.
//
// Its requests are answered 503, but for one when the time is over: if that one
// ends without a crash, the route is back. Who crashed is the supervisor's knowledge.
// Owner:   Route. Threads: any; begin() before requests.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "scheduler/timers.hpp"

namespace siding::dispatch {

class Quarantine {
 public:
  enum class Verdict { refused, trial };

  // `recovered` is set when the route is back.
  void begin(scheduler::Clock::time_point until, std::atomic<bool>& recovered) {
    recovered_ = &recovered;
    until_.store(until, std::memory_order_relaxed);
    active_.store(true, std::memory_order_relaxed);
  }
  // What every request asks: one load.
  bool active() const { return active_.load(std::memory_order_relaxed); }

  // One of all that ask after the time is over is the trial.
  Verdict judge(scheduler::Clock::time_point now) {
    if (now < until_.load(std::memory_order_relaxed)) return Verdict::refused;
    return on_trial_.exchange(true, std::memory_order_relaxed) ? Verdict::refused : Verdict::trial;
  }
  // The trial is over, and the process is still there.
  void lift() {
    recovered_->store(true, std::memory_order_relaxed);
    active_.store(false, std::memory_order_relaxed);
    on_trial_.store(false, std::memory_order_relaxed);
  }
  // The trial did not come to the plugin: it was none.
  void try_later() { on_trial_.store(false, std::memory_order_relaxed); }

  // Seconds for Retry-After, at least 1.
  std::int64_t seconds_left(scheduler::Clock::time_point now) const {
    const auto left = std::chrono::ceil<std::chrono::seconds>(until_.load(std::memory_order_relaxed) - now).count();
    return left < 1 ? 1 : left;
  }

 private:
  std::atomic<bool>* recovered_ = nullptr;
  std::atomic<bool> active_{false};
  std::atomic<bool> on_trial_{false};
  std::atomic<scheduler::Clock::time_point> until_{scheduler::Clock::time_point{}};
};

}  // namespace siding::dispatch
