// semaphore.hpp - a number of permits for coroutines to wait for.
//
// For what a plugin has few of: connections, slots of a licence. Waiters are
// served first come, first served.
// Threads: all; requests share it. It outlives its permits and waiters.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>

#include <siding/op/waiter.hpp>

namespace siding {

class semaphore : private detail::wait_source {
 public:
  // One or more permits, given back at the end of the block. Move-only.
  class permit {
   public:
    permit() noexcept = default;
    permit(permit&& other) noexcept : owner_{std::exchange(other.owner_, nullptr)} {}
    permit& operator=(permit&& other) noexcept {
      std::swap(owner_, other.owner_);
      return *this;
    }
    ~permit() { release(); }

    explicit operator bool() const noexcept { return owner_ != nullptr; }
    // Before the end of the block, on any thread.
    void release() noexcept {
      if (owner_) std::exchange(owner_, nullptr)->release();
    }

   private:
    friend semaphore;
    explicit permit(semaphore& owner) noexcept : owner_{&owner} {}
    semaphore* owner_ = nullptr;
  };

  class acquire_awaitable : public detail::waiter {
   public:
    explicit acquire_awaitable(semaphore& owner) noexcept : waiter{owner}, owner_{owner} {}
    permit await_resume() const {
      detail::throw_if_failed(result(), "acquire");
      return permit{owner_};
    }

   private:
    semaphore& owner_;
  };

  explicit semaphore(std::size_t permits) noexcept : free_{permits} {}
  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;

  // auto permit = co_await semaphore.acquire(); Throws cancelled, holding nothing then.
  acquire_awaitable acquire() noexcept { return acquire_awaitable{*this}; }

  // An empty permit when there is none at the moment.
  permit try_acquire() noexcept {
    const std::lock_guard lock{mutex_};
    return take() ? permit{*this} : permit{};
  }

  // Adds one permit, or hands it to who waits longest.
  void release() noexcept {
    detail::waiter* next = nullptr;
    {
      const std::lock_guard lock{mutex_};
      next = waiters_.pop();
      if (!next) ++free_;
    }
    if (next) next->wake();
  }

 private:
  bool take() noexcept {
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool enlist(detail::waiter& who) noexcept override {
    const std::lock_guard lock{mutex_};
    if (take()) return false;
    waiters_.push(who);
    return true;
  }

  bool withdraw(detail::waiter& who) noexcept override {
    const std::lock_guard lock{mutex_};
    return waiters_.remove(who);
  }

  std::mutex mutex_;
  std::size_t free_;             // guarded by mutex_
  detail::waiter_list waiters_;  // guarded by mutex_; empty while free_ > 0
};

}  // namespace siding
