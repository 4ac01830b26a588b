#include "scheduler/watchdog.hpp"

#include <utility>

namespace siding::scheduler {

Watchdog::Watchdog(std::vector<WorkerPool*> pools) : pools_(std::move(pools)), thread_([this] { run(); }) {}

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
    const auto now = Clock::now();
    for (WorkerPool* pool : pools_) pool->tick(now);
  }
}

}  // namespace siding::scheduler
