// completion.hpp - a result that comes from a thread which the host does not know.
//
//   siding::completion<int> result;
//   library.start([done = result.completer()](int n) { done.set(n); });
//   const int n = co_await result;
//
// Threads: the completer on any; the completion on its coroutine. Neither needs
//          the other alive: a cancelled wait leaves, a late result is dropped.
#pragma once

#include <concepts>
#include <exception>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <variant>

#include <siding/op/waiter.hpp>

namespace siding {

namespace detail {

// What both ends share; the only allocation.
template <class T>
class completion_state : public wait_source {
 public:
  using stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  // The first outcome counts. False for a later one.
  template <std::size_t Index, class... Args>
  bool settle(Args&&... args) {
    waiter* woken = nullptr;
    {
      const std::lock_guard lock{mutex_};
      if (outcome_.index() != 0) return false;
      outcome_.template emplace<Index>(std::forward<Args>(args)...);
      woken = waiters_.pop();
    }
    if (woken) woken->wake();
    return true;
  }

  // REQUIRES: settled, and the wait is over.
  T take() {
    // Moved: the other thread is not to be the one that ends the exception.
    if (outcome_.index() == 2) std::rethrow_exception(std::move(std::get<2>(outcome_)));
    if constexpr (!std::is_void_v<T>) return std::move(std::get<1>(outcome_));
  }

  bool enlist(waiter& who) noexcept override {
    const std::lock_guard lock{mutex_};
    if (outcome_.index() != 0) return false;
    waiters_.push(who);
    return true;
  }

  bool withdraw(waiter& who) noexcept override {
    const std::lock_guard lock{mutex_};
    return waiters_.remove(who);
  }

 private:
  std::mutex mutex_;
  std::variant<std::monostate, stored, std::exception_ptr> outcome_;  // guarded by mutex_ until settled
  waiter_list waiters_;                                               // guarded by mutex_
};

}  // namespace detail

// The end for the other thread. Copyable, for libraries that want std::function; when
// the last copy is gone without a result, the waiting coroutine gets an error.
template <class T>
class completer {
 public:
  // False when there is an outcome already.
  template <class... Args>
  requires std::constructible_from<typename detail::completion_state<T>::stored, Args...>
  bool set(Args&&... args) const { return end_->state->template settle<1>(std::forward<Args>(args)...); }
  bool fail(std::exception_ptr failure) const { return end_->state->template settle<2>(std::move(failure)); }

 private:
  template <class>
  friend class completion;

  struct end {
    std::shared_ptr<detail::completion_state<T>> state;
    explicit end(std::shared_ptr<detail::completion_state<T>> shared) : state{std::move(shared)} {}
    end(const end&) = delete;
    end& operator=(const end&) = delete;
    ~end() {
      // No copy of it is left here when the other thread has it: the text is shared by copies.
      auto broken = std::make_exception_ptr(
          error{SIDING_E_INVALID, "every siding::completer of this completion is gone without a result"});
      state->template settle<2>(std::move(broken));
    }
  };

  explicit completer(std::shared_ptr<detail::completion_state<T>> state)
      : end_{std::make_shared<end>(std::move(state))} {}

  std::shared_ptr<end> end_;
};

// The end for the coroutine: co_await it once. Throws what the completer failed with, or cancelled.
template <class T = void>
class completion {
 public:
  class awaiter : public detail::waiter {
   public:
    explicit awaiter(detail::completion_state<T>& state) noexcept : waiter{state}, state_{state} {}
    T await_resume() const {
      detail::throw_if_failed(result(), "completion");
      return state_.take();
    }

   private:
    detail::completion_state<T>& state_;
  };

  completion() : state_{std::make_shared<detail::completion_state<T>>()} {}
  completion(const completion&) = delete;
  completion& operator=(const completion&) = delete;

  siding::completer<T> completer() const { return siding::completer<T>{state_}; }
  awaiter operator co_await() const noexcept { return awaiter{*state_}; }

 private:
  std::shared_ptr<detail::completion_state<T>> state_;
};

}  // namespace siding
