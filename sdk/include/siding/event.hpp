// event.hpp - a flag that coroutines wait for; it stays set until it is reset.
//
// Threads: all; requests share it. It outlives its waiters.
#pragma once

#include <mutex>
#include <utility>

#include <siding/op/waiter.hpp>

namespace siding {

class event : private detail::wait_source {
 public:
  class wait_awaitable : public detail::waiter {
   public:
    explicit wait_awaitable(event& owner) noexcept : waiter{owner} {}
    void await_resume() const { detail::throw_if_failed(result(), "event"); }
  };

  event() = default;
  event(const event&) = delete;
  event& operator=(const event&) = delete;

  // co_await event.wait(); at once when it is set. Throws cancelled.
  wait_awaitable wait() noexcept { return wait_awaitable{*this}; }

  bool is_set() const noexcept {
    const std::lock_guard lock{mutex_};
    return set_;
  }

  // Wakes all who wait, also when it is reset right after.
  void set() noexcept {
    detail::waiter* woken = nullptr;
    {
      const std::lock_guard lock{mutex_};
      set_ = true;
      woken = waiters_.take_all();
    }
    while (woken) {
      detail::waiter& each = *std::exchange(woken, detail::waiter_list::following(*woken));
      each.wake();  // may be gone now
    }
  }

  void reset() noexcept {
    const std::lock_guard lock{mutex_};
    set_ = false;
  }

 private:
  bool enlist(detail::waiter& who) noexcept override {
    const std::lock_guard lock{mutex_};
    if (set_) return false;
    waiters_.push(who);
    return true;
  }

  bool withdraw(detail::waiter& who) noexcept override {
    const std::lock_guard lock{mutex_};
    return waiters_.remove(who);
  }

  mutable std::mutex mutex_;
  bool set_ = false;             // guarded by mutex_
  detail::waiter_list waiters_;  // guarded by mutex_; empty while set_
};

}  // namespace siding
