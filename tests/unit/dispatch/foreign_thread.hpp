// foreign_thread.hpp - a thread that a plugin would have started.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace siding::test {

class ForeignThread {
 public:
  ForeignThread() : thread_([this] { work(); }) {}
  ~ForeignThread() {
    post(nullptr);
    thread_.join();
  }
  ForeignThread(const ForeignThread&) = delete;
  ForeignThread& operator=(const ForeignThread&) = delete;

  void post(std::function<void()> function) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(function));
    change_.notify_one();
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      change_.wait(lock, [this] { return !waiting_.empty(); });
      const auto function = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      if (!function) return;
      function();
    }
  }

  std::mutex mutex_;  // guards waiting_
  std::condition_variable change_;
  std::deque<std::function<void()>> waiting_;
  std::thread thread_;
};

}  // namespace siding::test
