// waiter.hpp - a coroutine that another request, or any other thread, wakes.
//
// A source (mutex, semaphore, event, completion) keeps waiters in a list under a
// lock of its own. Waking is always core->post on the waiter's own scope, so the
// callbacks of a request stay serialised. An on_cancel op beside it ends the wait
// when the host cancels the scope.
// Threads: wake() on any, after the waiter was taken out of the list; the rest on
//          the waiter's scope.
#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>

#include <siding/abi.h>
#include <siding/op/branch.hpp>
#include <siding/task.hpp>

namespace siding::detail {

class waiter;

// What waiters wait for.
class wait_source {
 public:
  // True when the waiter is queued; false when there is nothing to wait for.
  virtual bool enlist(waiter& who) noexcept = 0;
  // True when the waiter was still queued and is no more: it will not be woken.
  virtual bool withdraw(waiter& who) noexcept = 0;

 protected:
  virtual ~wait_source() = default;
};

// First in, first out. Under the lock of its owner.
class waiter_list {
 public:
  bool empty() const noexcept { return head_ == nullptr; }
  void push(waiter& who) noexcept;
  waiter* pop() noexcept;                                  // nullptr when empty
  bool remove(waiter& who) noexcept;                       // false when it is not in here
  waiter* take_all() noexcept;                             // the first of them, for following()
  static waiter* following(const waiter& taken) noexcept;  // before it is woken

 private:
  waiter* head_ = nullptr;
  waiter* tail_ = nullptr;
};

class waiter : private cancellable {
 public:
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;

  // REQUIRES: it has just been taken out of its source's list.
  void wake() noexcept { line_->core().post(line_->scope, &wake_); }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> coroutine) noexcept {
    static_assert(task_promise<Promise>, "siding awaitables can be awaited inside a siding::task only");
    coroutine_ = coroutine;
    line_ = coroutine.promise().line;
    return begin();
  }

 protected:
  explicit waiter(wait_source& source) noexcept : source_{source} {
    wake_ = {sizeof(siding_op), 0, &on_wake, this, {}};
    watch_ = {sizeof(siding_op), 0, &on_watch, this, {}};
  }
  ~waiter() override = default;

  std::int32_t result() const noexcept { return result_; }

 private:
  friend waiter_list;

  bool begin() noexcept {
    result_ = line_->refusal();
    if (result_ != 0 || !source_.enlist(*this)) return false;
    // From here on another thread may wake it; `done` still comes after this call only.
    const std::int32_t refused = line_->core().on_cancel(line_->scope, &watch_);
    watched_ = refused == SIDING_OK;
    if (!watched_ && source_.withdraw(*this)) {
      result_ = refused;
      return false;
    }
    line_->waiting = this;
    return true;
  }

  void cancel() noexcept override {
    if (!source_.withdraw(*this)) return;  // woken already
    result_ = line_->stopped;
    line_->core().op_cancel(line_->scope, &watch_);
  }

  static void on_wake(siding_op* op, std::int32_t) noexcept {
    auto& self = *static_cast<waiter*>(op->user);
    self.woken_ = true;
    if (self.watched_) {
      self.line_->core().op_cancel(self.line_->scope, &self.watch_);
    } else {
      self.finish();
    }
  }

  static void on_watch(siding_op* op, std::int32_t result) noexcept {
    auto& self = *static_cast<waiter*>(op->user);
    self.watched_ = false;
    if (!self.woken_ && self.result_ == SIDING_OK) {
      if (!self.source_.withdraw(self)) return;  // woken meanwhile: on_wake comes
      self.result_ = result == SIDING_OK ? SIDING_E_CANCELLED : result;
    }
    self.finish();
  }

  void finish() noexcept {
    const context_guard guard{line_->rt, line_->scope};
    line_->resumed(result_);
    coroutine_.resume();
  }

  wait_source& source_;
  waiter* next_ = nullptr;  // guarded by the source's lock, as are the next two
  waiter* before_ = nullptr;
  bool queued_ = false;
  bool watched_ = false;  // watch_ is with the host
  bool woken_ = false;    // wake_ is done
  std::int32_t result_ = SIDING_OK;
  branch* line_ = nullptr;
  std::coroutine_handle<> coroutine_;
  siding_op wake_;
  siding_op watch_;
};

inline void waiter_list::push(waiter& who) noexcept {
  who.queued_ = true;
  who.next_ = nullptr;
  who.before_ = tail_;
  (tail_ ? tail_->next_ : head_) = &who;
  tail_ = &who;
}

inline bool waiter_list::remove(waiter& who) noexcept {
  if (!who.queued_) return false;
  who.queued_ = false;
  (who.before_ ? who.before_->next_ : head_) = who.next_;
  (who.next_ ? who.next_->before_ : tail_) = who.before_;
  return true;
}

inline waiter* waiter_list::take_all() noexcept {
  for (waiter* each = head_; each; each = each->next_) each->queued_ = false;
  tail_ = nullptr;
  return std::exchange(head_, nullptr);
}

inline waiter* waiter_list::following(const waiter& taken) noexcept {
  return taken.next_;
}

inline waiter* waiter_list::pop() noexcept {
  waiter* const first = head_;
  if (first) remove(*first);
  return first;
}

}  // namespace siding::detail
