// awaitable.hpp - an operation of the host that a coroutine waits for.
//
// The op struct is part of the awaitable, which lives in the awaiting coroutine's
// frame: no allocation, and no copy or move. `done` never comes before the call
// that suspends has returned to the host, because both belong to one scope.
#pragma once

#include <coroutine>
#include <cstdint>

#include <siding/abi.h>
#include <siding/op/branch.hpp>
#include <siding/task.hpp>

namespace siding::detail {

class op_awaitable : private siding_op, private cancellable {
 public:
  op_awaitable(const op_awaitable&) = delete;
  op_awaitable& operator=(const op_awaitable&) = delete;

  bool await_ready() const noexcept { return false; }

 protected:
  op_awaitable() noexcept : siding_op{sizeof(siding_op), 0, &on_done, nullptr, {}} {}
  ~op_awaitable() override = default;

  template <class Promise>
  static branch& line_of(std::coroutine_handle<Promise> waiter) noexcept {
    static_assert(task_promise<Promise>, "siding awaitables can be awaited inside a siding::task only");
    return *waiter.promise().line;
  }

  // Starts the op with start(branch, op), unless the branch is cancelled. What
  // await_suspend returns: false when there is nothing to wait for.
  template <class Promise, class Start>
  bool suspend(std::coroutine_handle<Promise> waiter, Start&& start) {
    return suspend_unless(line_of(waiter).refusal(), waiter, start);
  }

  // The same, where only `refused` keeps it from starting.
  template <class Promise, class Start>
  bool suspend_unless(std::int32_t refused, std::coroutine_handle<Promise> waiter, Start&& start) {
    branch& line = line_of(waiter);
    result_ = refused != 0 ? refused : start(line, static_cast<siding_op&>(*this));
    if (result_ != SIDING_OK) return false;
    line_ = &line;
    waiter_ = waiter;
    line.waiting = this;
    return true;
  }

  std::int32_t result() const noexcept { return result_; }

 private:
  static void on_done(siding_op* op, std::int32_t result) noexcept {
    auto& self = static_cast<op_awaitable&>(*op);
    const context_guard guard{self.line_->rt, self.line_->scope};
    self.line_->resumed(result);
    self.result_ = result;
    self.waiter_.resume();
  }

  void cancel() noexcept override { line_->core().op_cancel(line_->scope, this); }

  std::int32_t result_ = SIDING_OK;
  branch* line_ = nullptr;
  std::coroutine_handle<> waiter_;
};

}  // namespace siding::detail
