// offload.hpp - running a blocking call on the worker pool.
//
//   auto rows = co_await siding::offload([&] { return database.query(id); });
//
// The callable is borrowed, not copied: it and what it refers to stay where they
// are, because the frame is suspended meanwhile. It is not serialised with other
// offloaded work, of this request or of others.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include <siding/op/awaitable.hpp>

namespace siding {

namespace detail {

// g++ before 13 destroys the captures of a closure twice when it is a temporary of a co_await expression.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
template <class F>
inline constexpr bool safe_in_co_await = std::is_lvalue_reference_v<F> || std::is_trivially_destructible_v<F>;
#else
template <class F>
inline constexpr bool safe_in_co_await = true;
#endif

// Runs `call` once and keeps what it returned or threw.
template <class Result>
struct captured {
  using stored = std::conditional_t<
      std::is_void_v<Result>, std::monostate,
      std::conditional_t<std::is_reference_v<Result>, std::add_pointer_t<std::remove_reference_t<Result>>, Result>>;
  outcome<stored> came_to;

  template <class F>
  void run(F& call) noexcept {
    try {
      if constexpr (std::is_void_v<Result>) {
        std::invoke(call);
        came_to.set(std::monostate{});
      } else if constexpr (std::is_reference_v<Result>) {
        came_to.set(std::addressof(std::invoke(call)));
      } else {
        came_to.set(std::invoke(call));
      }
    } catch (...) {
      came_to.fail(std::current_exception());
    }
  }

  bool empty() const noexcept { return came_to.empty(); }
  Result take() {
    [[maybe_unused]] stored& value = came_to.value();
    if constexpr (std::is_reference_v<Result>) {
      return static_cast<Result>(*value);
    } else if constexpr (!std::is_void_v<Result>) {
      return std::move(value);
    }
  }
};

template <class F>
class offload_awaitable : public op_awaitable {
 public:
  using result_type = std::invoke_result_t<F&>;

  explicit offload_awaitable(F& call) noexcept : call_{&call} {}

  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    branch& line = line_of(waiter);
    rt_ = line.rt;
    scope_ = line.scope;
    return suspend_unless(line.refusal_once(), waiter, [this](branch& at, ::siding_op& op) {
      return at.core().offload(at.scope, &op, &work, this);
    });
  }

  result_type await_resume() {
    if (captured_.empty()) throw_code(result(), "offload");
    return captured_.take();
  }

 private:
  static void work(void* argument) noexcept {
    auto& self = *static_cast<offload_awaitable*>(argument);
    const context_guard guard{self.rt_, self.scope_};
    self.captured_.run(*self.call_);
  }

  F* call_;
  const runtime* rt_ = nullptr;
  siding_scope* scope_ = nullptr;
  captured<result_type> captured_;
};

}  // namespace detail

// Awaited, runs call() on a worker thread, where it may block, and gives its result or
// throws its exception. Throws error with SIDING_E_MODE on a route in mode `async`, with
// SIDING_E_OVERLOADED when the pool is full, and cancelled when the call was not begun.
template <class F>
auto offload(F&& call) {
  static_assert(
      detail::safe_in_co_await<F>,
      "siding::offload: g++ before 13 destroys the captures of a temporary closure twice here. Either name it "
      "first (auto work = [...] {...}; co_await siding::offload(work);) or capture by reference "
      "(co_await siding::offload([&] {...});), which is safe: the coroutine is suspended meanwhile.");
  return detail::offload_awaitable<std::remove_reference_t<F>>{call};
}

}  // namespace siding
