// loop_lag.hpp - how long the cycles of a loop take: what comes meanwhile has to wait so long.
//
// Owner:   EventLoop. Threads: record() the driver's, others any.
// Bounds:  the longest of each of the last two minutes' seconds.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

#include "base/duration_histogram.hpp"
#include "scheduler/timers.hpp"

namespace siding::scheduler {

class LoopLag {
 public:
  static constexpr std::size_t kSeconds = 120;

  void record(Clock::time_point began, Clock::time_point ended) {
    const auto lasted = ended - began;
    histogram_.record(lasted);
    const auto second =
        static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(ended).time_since_epoch().count());
    const auto us = static_cast<std::uint64_t>(lasted.count()) / 1000;
    auto& slot = worst_[second % kSeconds];
    const std::uint64_t entry = (second << 32) | (us < kMost ? us : kMost);
    if (entry > slot.load(std::memory_order_relaxed)) slot.store(entry, std::memory_order_relaxed);
  }

  DurationCounts read() const { return histogram_.read(); }
  // The longest cycle that ended in each second, the current one last.
  std::vector<std::chrono::microseconds> worst(Clock::time_point now) const;

 private:
  static constexpr std::uint64_t kMost = 0xffffffff;

  DurationHistogram histogram_;
  std::array<std::atomic<std::uint64_t>, kSeconds> worst_{};  // second << 32 | microseconds
};

}  // namespace siding::scheduler
