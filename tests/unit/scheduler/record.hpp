// record.hpp - what happened, in order, on whatever threads.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace siding::test {

template <class T>
class Record {
 public:
  void add(T item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    change_.notify_all();
  }

  // All so far, as soon as there are at least `count`.
  std::vector<T> wait_for(std::size_t count) const {
    std::unique_lock lock(mutex_);
    change_.wait(lock, [&] { return items_.size() >= count; });
    return items_;
  }

  std::vector<T> items() const {
    const std::lock_guard lock(mutex_);
    return items_;
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable change_;
  std::vector<T> items_;
};

}  // namespace siding::test
