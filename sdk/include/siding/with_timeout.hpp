// with_timeout.hpp - a bound on the time of one task.
//
//   auto row = co_await siding::with_timeout(2s, query(id));
//
// When the time is over the task is cancelled and waited for: what it holds is
// released when timed_out is thrown. A call that runs on a worker can't be stopped;
// its result is dropped.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <utility>

#include <siding/abi.h>
#include <siding/op/group.hpp>
#include <siding/sleep.hpp>

namespace siding {

namespace detail {

template <class T>
class bounded final : public group {
 public:
  bounded(std::uint64_t ns, task<T>&& work) : ns_{ns}, child_{std::move(work)} {
    timer_ = {sizeof(siding_op), 0, &on_time, this, {}};
    add(child_);
  }

  T await_resume() {
    if (expired_) throw timed_out{};
    if (!ended_) throw_code(stopped(), "with_timeout");
    return static_cast<T>(child_.take());
  }

 private:
  std::int32_t prepare(branch& line) noexcept override {
    const std::int32_t refused = line.core().sleep_until(line.scope, &timer_, line.rt->now_ns() + ns_);
    ticking_ = refused == SIDING_OK;
    if (ticking_) expect();
    return refused;
  }

  void ended(child_base&) noexcept override {
    ended_ = true;
    if (ticking_) line().core().op_cancel(line().scope, &timer_);
  }

  static void on_time(siding_op* op, std::int32_t result) noexcept {
    auto& self = *static_cast<bounded*>(op->user);
    const context_guard guard{self.line().rt, self.line().scope};
    self.ticking_ = false;
    if (result == SIDING_OK && !self.ended_) {
      self.expired_ = true;
      self.stop(SIDING_E_CANCELLED);
    }
    self.arrive().resume();
  }

  std::uint64_t ns_;
  child<T> child_;
  siding_op timer_;
  bool ticking_ = false;  // timer_ is with the host
  bool ended_ = false;
  bool expired_ = false;
};

}  // namespace detail

// The task's result or exception, or timed_out. A task, or an awaitable such as
// watch.readable() that is awaited in the same expression.
template <class Rep, class Period, class A>
auto with_timeout(std::chrono::duration<Rep, Period> time, A&& work) {
  return detail::bounded<detail::result_of<A>>{detail::to_ns(time), detail::as_task(std::forward<A>(work))};
}

}  // namespace siding
