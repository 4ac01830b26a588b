// group.hpp - several branches that run at once while one coroutine waits for all.
//
// all(), any() and with_timeout() differ in one rule each: what the end of a child
// means. None of them leaves a child behind: whoever is cancelled is waited for.
// Threads: the scope's. The children take turns, they do not run in parallel;
//          what they offload does.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include <siding/op/branch.hpp>
#include <siding/task.hpp>

namespace siding::detail {

class group;

// One child, whatever its result.
class child_base : public watcher {
 public:
  child_base(const child_base&) = delete;
  child_base& operator=(const child_base&) = delete;

  virtual bool failed() const noexcept = 0;

 protected:
  child_base() = default;
  ~child_base() override = default;

 private:
  friend group;
  std::coroutine_handle<> finished() noexcept override;
  virtual void begin(branch& line) = 0;

  group* group_ = nullptr;
  child_base* next_ = nullptr;
  bool running_ = false;
  branch line_;
};

// void results are std::monostate where a value is needed.
template <class T>
using value_of = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <class T>
class child final : public child_base {
 public:
  explicit child(task<T>&& work) noexcept : work_{std::move(work)} {}

  bool failed() const noexcept override { return task_access::failed(work_); }
  // Throws what the task threw.
  value_of<T> take() {
    if constexpr (std::is_void_v<T>) {
      task_access::take(work_);
      return {};
    } else {
      return task_access::take(work_);
    }
  }

 private:
  void begin(branch& line) override { task_access::start(work_, line, *this); }
  task<T> work_;
};

class group : private cancellable {
 public:
  group(const group&) = delete;
  group& operator=(const group&) = delete;

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> parent) {
    static_assert(task_promise<Promise>, "siding awaitables can be awaited inside a siding::task only");
    parent_ = parent;
    line_ = parent.promise().line;
    return launch();
  }

 protected:
  group() = default;
  ~group() override = default;

  void add(child_base& child) noexcept {
    child.group_ = this;
    (last_ ? last_->next_ : first_) = &child;
    last_ = &child;
  }

  // A child has ended; may stop() the rest.
  virtual void ended(child_base& child) noexcept = 0;
  // Before the children start: SIDING_OK, or why not to.
  virtual std::int32_t prepare(branch&) noexcept { return SIDING_OK; }

  // Cancels the children that run; the others are not begun.
  void stop(std::int32_t why) noexcept {
    stopped_ = stopped_ == 0 ? why : stopped_;
    for (child_base* each = first_; each; each = each->next_) {
      if (each->running_) each->line_.cancel(why);
    }
  }

  // Something else than a child that is waited for as well.
  void expect() noexcept { ++pending_; }
  // One less to wait for. What to resume.
  std::coroutine_handle<> arrive() noexcept {
    if (--pending_ != 0) return std::noop_coroutine();
    line_->resumed(stopped_);
    return parent_;
  }

  branch& line() const noexcept { return *line_; }
  // 0, or why it was stopped or not begun.
  std::int32_t stopped() const noexcept { return stopped_; }

 private:
  friend child_base;

  bool launch() {
    stopped_ = line_->refusal();
    if (stopped_ == 0) stopped_ = prepare(*line_);
    if (stopped_ != 0) return false;
    line_->waiting = this;
    pending_ += 1;  // this function, so that a child that ends at once resumes nobody
    for (child_base* each = first_; each && stopped_ == 0; each = each->next_) {
      ++pending_;
      each->running_ = true;
      each->line_.rt = line_->rt;
      each->line_.scope = line_->scope;
      each->begin(each->line_);
    }
    if (--pending_ != 0) return true;
    line_->resumed(stopped_);
    return false;
  }

  void cancel() noexcept override { stop(line_->stopped); }

  child_base* first_ = nullptr;
  child_base* last_ = nullptr;
  std::size_t pending_ = 0;
  std::int32_t stopped_ = 0;
  branch* line_ = nullptr;
  std::coroutine_handle<> parent_;
};

inline std::coroutine_handle<> child_base::finished() noexcept {
  running_ = false;
  group_->ended(*this);
  return group_->arrive();
}

// ---- what may be given to all(), any() and with_timeout(): tasks, and other awaitables

template <class A>
decltype(auto) awaiter_of(A& awaitable) {
  if constexpr (requires { awaitable.operator co_await(); }) {
    return awaitable.operator co_await();
  } else {
    return (awaitable);
  }
}

template <class A>
using awaited = decltype(awaiter_of(std::declval<A&>()).await_resume());

template <class A>
task<awaited<A>> follow(A* awaitable) {
  co_return co_await *awaitable;
}

// A task as it is; another awaitable behind a task, which lives as long as the awaitable does.
template <class A>
auto as_task(A&& awaitable) {
  if constexpr (is_task<std::remove_cvref_t<A>>) {
    static_assert(!std::is_lvalue_reference_v<A>, "a siding::task is given away: use std::move");
    return std::forward<A>(awaitable);
  } else {
    return follow(&awaitable);
  }
}

template <class A>
using result_of = typename decltype(as_task(std::declval<A>()))::value_type;

}  // namespace siding::detail
