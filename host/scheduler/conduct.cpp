#include "scheduler/conduct.hpp"

#include <algorithm>

namespace siding::scheduler {

Conduct::Observed::Observed(Conduct& conduct)
    : conduct_(conduct), epoch_(conduct.epoch_.load(std::memory_order_relaxed) % 2) {
  conduct_.running_[epoch_].fetch_add(1, std::memory_order_relaxed);
}

Conduct::Observed::~Observed() {
  const auto end = Clock::now();
  if (end - start_ >= kSlow) conduct_.last_slow_.store(end, std::memory_order_relaxed);
  conduct_.running_[epoch_].fetch_sub(1, std::memory_order_release);
}

void Conduct::returned_late() {
  last_slow_.store(Clock::now(), std::memory_order_relaxed);
  leave();
}

void Conduct::taken_over() {
  if (late_.fetch_add(1, std::memory_order_relaxed) + 1 >= kMostLate) shed();
  if (group_.late_.fetch_add(1, std::memory_order_relaxed) + 1 >= ConductGroup::kLateAtOnce) {
    group_.demoted_.store(true, std::memory_order_relaxed);
  }
}

void Conduct::leave() {
  if (late_.fetch_sub(1, std::memory_order_release) == 1) shedding_.store(false, std::memory_order_relaxed);
  if (group_.late_.fetch_sub(1, std::memory_order_relaxed) == 1)
    group_.demoted_.store(false, std::memory_order_relaxed);
}

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
  if (demoted_.load(std::memory_order_relaxed)) return;
  quiet_ = std::min(2 * quiet_, kLongestQuiet);
  recent_stalls_ = 0;
  charged_ = {};
  lifting_ = false;
  last_slow_.store(now, std::memory_order_relaxed);
  demotions_.fetch_add(1, std::memory_order_relaxed);
  demoted_.store(true, std::memory_order_relaxed);
}

bool Conduct::lift(Clock::time_point now) {
  const bool quiet = now - last_slow_.load(std::memory_order_relaxed) >= quiet_;
  if (!quiet || late_.load(std::memory_order_acquire) != 0) {
    lifting_ = false;
    return false;
  }
  if (!lifting_) {  // what runs now may turn out slow: wait for it, not for what follows
    lifting_ = true;
    epoch_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  const unsigned before = (epoch_.load(std::memory_order_relaxed) + 1) % 2;
  if (running_[before].load(std::memory_order_acquire) != 0) return false;
  lifting_ = false;
  demoted_.store(false, std::memory_order_relaxed);
  return true;
}

}  // namespace siding::scheduler
