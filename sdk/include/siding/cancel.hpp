// cancel.hpp - telling a library that its work is no longer wanted.
//
//   auto guard = co_await siding::on_cancel([&] { PQrequestCancel(connection); });
//
// Needed only where a wait does not end by itself: sleeps, locks, descriptors and
// completions do, by throwing siding::cancelled.
#pragma once

#include <coroutine>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <siding/abi.h>
#include <siding/offload.hpp>
#include <siding/op/branch.hpp>
#include <siding/task.hpp>

namespace siding {

namespace detail {

// A registered callback: owned by its guard, and by the host while the op is pending.
class cancel_callback : public siding_op, public cancel_hook {
 public:
  explicit cancel_callback(branch& line) noexcept
      : siding_op{sizeof(siding_op), 0, &on_done, nullptr, {}}, rt_{line.rt}, scope_{line.scope} {}
  ~cancel_callback() override = default;

  // SIDING_OK, or the reason when it is cancelled already.
  std::int32_t arm(branch& line) noexcept {
    const std::int32_t refused = rt_->core->on_cancel(scope_, this);
    pending_ = refused == SIDING_OK;
    if (pending_) link(line);
    return refused;
  }

  // The guard is gone. Deletes this, now or when the host is done with it.
  void disown() noexcept {
    unlink();
    owned_ = false;
    if (pending_) {
      rt_->core->op_cancel(scope_, this);
    } else {
      delete this;
    }
  }

  void fire() noexcept override {
    if (!std::exchange(fired_, true)) call();
  }

 protected:
  virtual void call() noexcept = 0;

 private:
  static void on_done(siding_op* op, std::int32_t result) noexcept {
    auto& self = static_cast<cancel_callback&>(*op);
    self.pending_ = false;
    if (!self.owned_) {
      delete &self;
    } else if (result < 0) {
      const context_guard guard{self.rt_, self.scope_};
      self.fire();
    }
  }

  const runtime* rt_;
  siding_scope* scope_;
  bool pending_ = false;
  bool owned_ = true;
  bool fired_ = false;
};

template <class F>
class cancel_callback_of final : public cancel_callback {
 public:
  cancel_callback_of(branch& line, F&& call) : cancel_callback{line}, call_{std::move(call)} {}

 private:
  void call() noexcept override { call_(); }
  F call_;
};

}  // namespace detail

// Keeps a callback registered until the end of the block. Stays in its coroutine.
class cancel_guard {
 public:
  explicit cancel_guard(detail::cancel_callback* callback) noexcept : callback_{callback} {}
  cancel_guard(const cancel_guard&) = delete;
  cancel_guard& operator=(const cancel_guard&) = delete;
  ~cancel_guard() { callback_->disown(); }

 private:
  detail::cancel_callback* callback_;
};

namespace detail {

template <class F>
class on_cancel_awaitable {
 public:
  explicit on_cancel_awaitable(F&& call) : call_{std::move(call)} {}
  on_cancel_awaitable(const on_cancel_awaitable&) = delete;
  on_cancel_awaitable& operator=(const on_cancel_awaitable&) = delete;
  ~on_cancel_awaitable() {
    if (callback_) callback_->disown();
  }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    static_assert(task_promise<Promise>, "siding awaitables can be awaited inside a siding::task only");
    branch& line = *waiter.promise().line;
    result_ = line.refusal();
    if (result_ == 0) {
      callback_ = new cancel_callback_of<F>{line, std::move(call_)};
      result_ = callback_->arm(line);
    }
    return false;  // it only wants the branch
  }
  cancel_guard await_resume() {
    throw_if_failed(result_, "on_cancel");
    return cancel_guard{std::exchange(callback_, nullptr)};
  }

 private:
  F call_;
  std::int32_t result_ = 0;
  cancel_callback* callback_ = nullptr;
};

}  // namespace detail

// auto guard = co_await on_cancel(call): call() runs at most once, on the scope, when the
// request (or this branch of any() and the like) is cancelled while the guard lives. It must
// not throw or block. Throws cancelled when that has happened before.
template <class F>
auto on_cancel(F&& call) {
  static_assert(
      detail::safe_in_co_await<F>,
      "siding::on_cancel: g++ before 13 destroys the captures of a temporary closure twice here. Either name it "
      "first (auto call = [...] {...}; co_await siding::on_cancel(call);) or capture by reference ([&]).");
  std::decay_t<F> copy{std::forward<F>(call)};
  return detail::on_cancel_awaitable<std::decay_t<F>>{std::move(copy)};
}

}  // namespace siding
