// sleep.hpp - waiting for time without holding a thread.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <limits>

#include <siding/op/awaitable.hpp>

namespace siding {

namespace detail {

// Rounded up: a sleep is never short. Beyond 292 years it is cut.
template <class Rep, class Period>
std::uint64_t to_ns(std::chrono::duration<Rep, Period> time) noexcept {
  using seconds = std::chrono::duration<double>;
  if (time <= time.zero()) return 0;
  if (std::chrono::duration_cast<seconds>(time) >= seconds{9.2e9}) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::nanoseconds>(time).count());
}

class sleep_awaitable : public op_awaitable {
 public:
  sleep_awaitable(std::uint64_t ns, bool relative) noexcept : ns_{ns}, relative_{relative} {}

  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    return suspend(waiter, [this](branch& line, ::siding_op& op) {
      return line.core().sleep_until(line.scope, &op, relative_ ? line.rt->now_ns() + ns_ : ns_);
    });
  }
  void await_resume() const { throw_if_failed(result(), "sleep"); }

 private:
  std::uint64_t ns_;
  bool relative_;
};

}  // namespace detail

// co_await sleep_for(300ms): from the moment it is awaited. Throws cancelled.
template <class Rep, class Period>
detail::sleep_awaitable sleep_for(std::chrono::duration<Rep, Period> time) {
  return {detail::to_ns(time), true};
}

// Until an instant of std::chrono::steady_clock; at once when it has passed. Throws cancelled.
template <class Duration>
detail::sleep_awaitable sleep_until(std::chrono::time_point<std::chrono::steady_clock, Duration> deadline) {
  return {detail::to_ns(deadline.time_since_epoch()), false};
}

}  // namespace siding
