#include "scheduler/loop_lag.hpp"

namespace siding::scheduler {

std::vector<std::chrono::microseconds> LoopLag::worst(Clock::time_point now) const {
  const auto current =
      static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  std::vector<std::chrono::microseconds> seconds;
  for (std::uint64_t ago = kSeconds; ago-- > 0;) {
    const std::uint64_t second = current - ago;
    const std::uint64_t entry = worst_[second % kSeconds].load(std::memory_order_relaxed);
    const bool of_then = entry >> 32 == (second & kMost);
    seconds.emplace_back(of_then ? static_cast<std::int64_t>(entry & kMost) : 0);
  }
  return seconds;
}

}  // namespace siding::scheduler
