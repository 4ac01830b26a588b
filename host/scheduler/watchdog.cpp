#include "scheduler/watchdog.hpp"

#include <algorithm>
#include <utility>

#include "scheduler/stack_capture.hpp"

namespace siding::scheduler {

Watchdog::Watchdog(const std::vector<EventLoop*>& loops, std::vector<WorkerPool*> pools, Drivers& drivers,
                   StallOptions options, StallObserver& observer)
    : options_(options), pools_(std::move(pools)), observer_(observer) {
  for (EventLoop* loop : loops) loops_.emplace_back(*loop, drivers, options_, observer, counters_);
  if (options_.backtrace != StallOptions::Backtrace::never) StackCapture::prepare();
  thread_ = std::thread([this] { run(); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  end_.notify_all();
  thread_.join();
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!end_.wait_for(lock, kTick, [this] { return ending_; })) {
    lock.unlock();
    tick(Clock::now());
    lock.lock();
  }
}

void Watchdog::tick(Clock::time_point now) {
  for (LoopWatch& loop : loops_) {
    if (Conduct* const demoted = loop.tick(now, kTick)) demoted_.push_back(demoted);
  }
  lift_demotions(now);
  for (WorkerPool* pool : pools_) pool->tick(now);
}

void Watchdog::lift_demotions(Clock::time_point now) {
  const auto lifted = [&](Conduct* conduct) {
    if (!conduct->lift(now)) return false;
    observer_.lifted(*conduct);
    return true;
  };
  demoted_.erase(std::remove_if(demoted_.begin(), demoted_.end(), lifted), demoted_.end());
}

}  // namespace siding::scheduler
