// gate.hpp - holds threads where a test wants them.
//
// An Opener, declared last, opens it first, so that a failed check cannot hang.
#pragma once

#include <condition_variable>
#include <mutex>

namespace siding::test {

class Gate {
 public:
  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    change_.notify_all();
    change_.wait(lock, [this] { return open_; });
  }

  void wait_for_arrival(unsigned count = 1) {
    std::unique_lock lock(mutex_);
    change_.wait(lock, [&] { return arrived_ >= count; });
  }

  unsigned arrived() const {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }

  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    change_.notify_all();
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable change_;
  unsigned arrived_ = 0;
  bool open_ = false;
};

struct Opener {
  explicit Opener(Gate& g) : gate(g) {}
  ~Opener() { gate.open(); }
  Opener(const Opener&) = delete;
  Opener& operator=(const Opener&) = delete;
  Gate& gate;
};

}  // namespace siding::test
