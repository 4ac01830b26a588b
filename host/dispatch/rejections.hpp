// rejections.hpp - why requests were answered without, or before, their plugin, and how often.
//
// Threads: any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace siding::dispatch {

enum class Rejection {
  in_flight,   // 503: max_in_flight
  queue_full,  // 503: of the pool
  waited,      // 503: longer than queue_timeout
  shedding,    // 503: its calls hold as many threads as they may
  timed_out,   // 504
};

inline constexpr std::size_t kRejections = 5;

using RejectionCounts = std::array<std::uint64_t, kRejections>;

class RejectionCounters {
 public:
  void count(Rejection why) { counts_[static_cast<std::size_t>(why)].fetch_add(1, std::memory_order_relaxed); }

  RejectionCounts read() const {
    RejectionCounts counts{};
    for (std::size_t i = 0; i < kRejections; ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
    return counts;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kRejections> counts_{};
};

}  // namespace siding::dispatch
