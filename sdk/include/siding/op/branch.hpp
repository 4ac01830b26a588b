// branch.hpp - one line of coroutines that await each other, and how it is cancelled.
//
// A request is one branch; every child of all(), any(), with_timeout() and every
// spawned task is another one on the same scope. At any time a branch waits for
// one thing at most, so cancelling walks down without any list of children.
// Threads: the scope's; the host serialises them, so nothing here is atomic.
#pragma once

#include <cstdint>

#include <siding/abi.h>
#include <siding/context.hpp>

namespace siding::detail {

// What a suspended branch waits for.
class cancellable {
 public:
  // Asks for the end of the wait. Never resumes from inside the call.
  virtual void cancel() noexcept = 0;

 protected:
  virtual ~cancellable() = default;
};

struct branch;

// Something to call when a branch is cancelled while it does not wait for this.
class cancel_hook {
 public:
  void link(branch& owner) noexcept;
  void unlink() noexcept;
  virtual void fire() noexcept = 0;

 protected:
  virtual ~cancel_hook() = default;

 private:
  friend struct branch;
  branch* owner_ = nullptr;
  cancel_hook* next_ = nullptr;
  cancel_hook* before_ = nullptr;
};

struct branch {
  const runtime* rt = nullptr;
  siding_scope* scope = nullptr;
  std::int32_t stopped = 0;        // 0, or why this branch alone was cancelled
  bool told = false;               // the coroutine has seen `stopped`
  cancellable* waiting = nullptr;  // what it is suspended in
  cancel_hook* hooks = nullptr;

  const siding_core_v1& core() const noexcept { return *rt->core; }

  // Why no wait may begin; 0 when it may.
  std::int32_t refusal() noexcept {
    told = told || stopped != 0;
    return stopped;
  }

  // The same for waits that a cleaning-up coroutine may still need: refused until it knows.
  std::int32_t refusal_once() noexcept { return told ? 0 : refusal(); }

  // The wait is over; a negative result tells a cancelled coroutine what has happened.
  void resumed(std::int32_t result) noexcept {
    waiting = nullptr;
    told = told || (stopped != 0 && result < 0);
  }

  void cancel(std::int32_t why) noexcept {
    if (stopped != 0) return;
    stopped = why;
    while (cancel_hook* const hook = hooks) {
      hook->unlink();
      hook->fire();
    }
    if (waiting) waiting->cancel();
  }
};

inline void cancel_hook::link(branch& owner) noexcept {
  owner_ = &owner;
  before_ = nullptr;
  next_ = owner.hooks;
  if (next_) next_->before_ = this;
  owner.hooks = this;
}

inline void cancel_hook::unlink() noexcept {
  if (!owner_) return;
  (before_ ? before_->next_ : owner_->hooks) = next_;
  if (next_) next_->before_ = before_;
  owner_ = nullptr;
}

}  // namespace siding::detail
