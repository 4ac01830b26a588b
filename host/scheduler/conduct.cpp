#include "scheduler/conduct.hpp"

#include <algorithm>

namespace siding::scheduler {

bool Conduct::stalled(unsigned demote_after) {
  stalls_.fetch_add(1, std::memory_order_relaxed);
  return ++recent_stalls_ >= demote_after;
}

bool Conduct::charge(std::chrono::nanoseconds time, Clock::time_point now, std::chrono::nanoseconds limit) {
  if (now - window_ > std::chrono::seconds{1}) {
    window_ = now;
    charged_ = {};
  }
  charged_ += time;
  return charged_ >= limit;
}

void Conduct::demote(Clock::time_point now) {
  if (demoted()) return;
  quiet_ = std::min(2 * quiet_, kLongestQuiet);
  recent_stalls_ = 0;
  charged_ = {};
  note_slow(now);
  demotions_.fetch_add(1, std::memory_order_relaxed);
  demoted_.store(true, std::memory_order_relaxed);
}

bool Conduct::lift(Clock::time_point now) {
  if (now - last_slow_.load(std::memory_order_relaxed) < quiet_) return false;
  demoted_.store(false, std::memory_order_relaxed);
  return true;
}

}  // namespace siding::scheduler
