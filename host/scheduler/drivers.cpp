#include "scheduler/drivers.hpp"

#include <system_error>

namespace siding::scheduler {

Drivers::~Drivers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_or_end_.notify_all();
  for (Driver& driver : drivers_) {
    if (driver.thread.joinable()) driver.thread.join();
  }
}

void Drivers::warm() {
  const std::lock_guard lock(mutex_);
  if (!ending_ && idle_ <= reserved_ + waiting_.size()) add();
}

bool Drivers::reserve() {
  const std::lock_guard lock(mutex_);
  if (ending_) return false;
  reap();
  if (idle_ <= reserved_ + waiting_.size() && !add()) return false;
  ++reserved_;
  return true;
}

bool Drivers::add() {
  if (alive_ >= most_) return false;
  Driver& driver = drivers_.emplace_back();
  try {
    driver.thread = std::thread([this, &driver] { run(driver); });
  } catch (const std::system_error&) {
    drivers_.pop_back();
    return false;  // the system has no thread left
  }
  ++alive_;
  ++idle_;
  return true;
}

void Drivers::reap() {
  for (auto driver = drivers_.begin(); driver != drivers_.end();) {
    if (!driver->ended) {
      ++driver;
      continue;
    }
    driver->thread.join();  // it needs no lock any more
    driver = drivers_.erase(driver);
  }
}

void Drivers::drive(EventLoop& loop) {
  {
    const std::lock_guard lock(mutex_);
    --reserved_;
    waiting_.push_back(&loop);
  }
  work_or_end_.notify_one();
}

void Drivers::cancel() {
  const std::lock_guard lock(mutex_);
  --reserved_;
}

bool Drivers::dispensable() const {
  return idle_ > kKept + reserved_;
}

unsigned Drivers::threads() const {
  const std::lock_guard lock(mutex_);
  return alive_;
}

void Drivers::run(Driver& driver) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const bool called = work_or_end_.wait_for(lock, idle_limit_, [this] { return !waiting_.empty() || ending_; });
    if (!called && !dispensable()) continue;
    if (waiting_.empty()) break;
    EventLoop& loop = *waiting_.back();
    waiting_.pop_back();
    --idle_;
    lock.unlock();
    loop.drive();
    lock.lock();
    ++idle_;
  }
  --idle_;
  --alive_;
  driver.ended = true;
  ended_.notify_all();
}

bool Drivers::wait_ended(std::chrono::nanoseconds limit) {
  std::unique_lock lock(mutex_);
  ending_ = true;
  work_or_end_.notify_all();
  const bool all = ended_.wait_for(lock, limit, [this] { return alive_ == 0; });
  for (Driver& driver : drivers_) {
    if (driver.ended && driver.thread.joinable()) driver.thread.join();
  }
  return all;
}

}  // namespace siding::scheduler
