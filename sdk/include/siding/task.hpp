// task.hpp - task<T>: a coroutine that starts when it is awaited.
//
// Owner:   whoever holds the task; move-only. It is awaited at most once.
// Threads: those of the scope that it runs on. After a co_await it may be on
//          another thread than before: no thread_local and no lock across one.
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

#include <siding/error.hpp>
#include <siding/frame_pool.hpp>
#include <siding/op/branch.hpp>

namespace siding {

template <class T>
class task;

namespace detail {

// Told when a task has finished that nobody awaits.
class watcher {
 public:
  // What to resume next. The task may be destroyed inside.
  virtual std::coroutine_handle<> finished() noexcept = 0;

 protected:
  virtual ~watcher() = default;
};

struct promise_base : recycled {
  branch* line = nullptr;                // set before the first resumption
  std::coroutine_handle<> continuation;  // who awaits it
  watcher* observer = nullptr;           // or who watches it

  struct final_awaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
      promise_base& promise = done.promise();
      return promise.observer ? promise.observer->finished() : promise.continuation;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  final_awaiter final_suspend() const noexcept { return {}; }
};

// The promise of a coroutine that has a scope: a siding::task, of any result.
template <class Promise>
concept task_promise = std::derived_from<Promise, promise_base>;

// What a coroutine, or a call, has come to.
template <class T>
class outcome {
 public:
  void fail(std::exception_ptr failure) noexcept { state_.template emplace<2>(std::move(failure)); }
  template <class U>
  void set(U&& value) {
    state_.template emplace<1>(std::forward<U>(value));
  }
  bool empty() const noexcept { return state_.index() == 0; }  // it has not ended
  bool failed() const noexcept { return state_.index() == 2; }
  // Throws what it threw. REQUIRES: it has ended.
  T& value() {
    if (failed()) std::rethrow_exception(std::get<2>(state_));
    return std::get<1>(state_);
  }

 private:
  std::variant<std::monostate, T, std::exception_ptr> state_;
};

template <class T>
struct promise : promise_base {
  outcome<T> own;
  outcome<T>* result = &own;  // or where its watcher wants it: that one outlives the coroutine

  task<T> get_return_object() noexcept;
  void unhandled_exception() noexcept { result->fail(std::current_exception()); }
  template <class U = T>
  requires std::constructible_from<T, U>
  void return_value(U&& value) { result->set(std::forward<U>(value)); }

  bool failed() const noexcept { return result->failed(); }
  T take() { return std::move(result->value()); }
};

template <>
struct promise<void> : promise_base {
  std::exception_ptr failure;

  task<void> get_return_object() noexcept;
  void unhandled_exception() noexcept { failure = std::current_exception(); }
  void return_void() const noexcept {}

  bool failed() const noexcept { return failure != nullptr; }
  void take() const {
    if (failure) std::rethrow_exception(failure);
  }
};

struct task_access;

template <class T>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<task<T>> = true;

}  // namespace detail

template <class T = void>
class [[nodiscard("a task does nothing until it is awaited")]] task {
  static_assert(!std::is_reference_v<T>, "siding::task<T&>: return a pointer instead");

 public:
  using value_type = T;
  using promise_type = detail::promise<T>;

  task() noexcept = default;
  task(task && other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
  task& operator=(task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~task() {
    if (handle_) handle_.destroy();
  }

  // Destroys the coroutine; REQUIRES: it is not running.
  void reset() noexcept {
    if (handle_) std::exchange(handle_, nullptr).destroy();
  }

  struct awaiter {
    std::coroutine_handle<promise_type> child;

    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> parent) const noexcept {
      static_assert(detail::task_promise<Promise>, "a siding::task can be awaited inside another siding::task only");
      child.promise().line = parent.promise().line;
      child.promise().continuation = parent;
      return child;
    }
    T await_resume() const { return child.promise().take(); }
  };

  // Throws what the coroutine threw.
  awaiter operator co_await() const& = delete;  // a task runs once: co_await std::move(task)
  awaiter operator co_await()&& {
    if (!handle_) throw error{SIDING_E_INVALID, "an empty siding::task was awaited"};
    return awaiter{handle_};
  }

 private:
  friend promise_type;
  friend detail::task_access;
  explicit task(std::coroutine_handle<promise_type> handle) noexcept : handle_{handle} {}

  std::coroutine_handle<promise_type> handle_;
};

namespace detail {

template <class T>
task<T> promise<T>::get_return_object() noexcept {
  return task<T>{std::coroutine_handle<promise>::from_promise(*this)};
}

inline task<void> promise<void>::get_return_object() noexcept {
  return task<void>{std::coroutine_handle<promise>::from_promise(*this)};
}

// How the SDK runs a task that no coroutine awaits.
struct task_access {
  // Runs it up to its first suspension; `observer` is told at its end.
  template <class T>
  static void start(task<T>& work, branch& line, watcher& observer) {
    if (!work.handle_) throw error{SIDING_E_INVALID, "an empty siding::task was started"};
    work.handle_.promise().line = &line;
    work.handle_.promise().observer = &observer;
    work.handle_.resume();
  }
  // The same; what it comes to goes to `result`, which outlives it.
  template <class T>
  static void start(task<T>& work, branch& line, watcher& observer, outcome<T>& result) {
    if (work.handle_) work.handle_.promise().result = &result;
    start(work, line, observer);
  }
  template <class T>
  static bool empty(const task<T>& work) noexcept {
    return !work.handle_;
  }
  template <class T>
  static bool failed(const task<T>& work) noexcept {
    return work.handle_.promise().failed();
  }
  template <class T>
  static T take(task<T>& work) {
    return work.handle_.promise().take();
  }
};

}  // namespace detail
}  // namespace siding
