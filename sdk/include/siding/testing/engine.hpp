// engine.hpp - scopes, operations, workers and time of the test host.
//
// Owner:   testing::host. The thread that waits for an answer runs the callbacks;
//          options.threads more may help, for tests of what requests share.
// Threads: every function, on any. One mutex guards everything; plugin code runs
//          without it.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>

#include <siding/abi.h>

namespace siding::testing {

struct options {
  unsigned workers = 4;               // threads for offloaded calls
  unsigned threads = 0;               // that run callbacks beside the one that waits
  bool real_time = false;             // sleeps take as long as they say: for tests with threads of their own
  std::chrono::seconds patience{20};  // without anything happening, then stuck is thrown
};

// Nothing can happen any more, but somebody waits.
class stuck : public std::logic_error {
 public:
  stuck() : std::logic_error("the handler waits for something that does not come") {}
};

namespace detail {

class engine;

// What a siding_scope is here.
struct scope_state {
  engine* owner = nullptr;
  std::uint32_t mode = SIDING_MODE_OFFLOAD;
  std::int32_t reason = 0;
  bool queued = false;      // for a callback, or in one
  std::size_t pending = 0;  // ops that are not done
  std::deque<std::pair<siding_op*, std::int32_t>> ready;
  std::string id;  // of its request, or its name
};

// What a siding_watch is here.
struct watch_state {
  scope_state* scope;
  int fd;
  siding_op* op = nullptr;
  std::uint32_t events = 0;
};

class engine {
 public:
  explicit engine(options chosen) : options_{chosen} {
    for (unsigned i = 0; i < options_.workers; ++i) threads_.emplace_back([this] { work(); });
    for (unsigned i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { help(); });
  }
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  ~engine() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& each : threads_) each.join();
  }

  std::uint64_t now_ns() {
    const std::lock_guard lock{mutex_};
    return now();
  }

  // Runs callbacks until done(), which is asked under the lock. Throws stuck.
  template <class Done>
  void drive(Done done) {
    std::unique_lock lock{mutex_};
    auto give_up = std::chrono::steady_clock::now() + options_.patience;
    while (!done()) {
      if (step(lock)) {
        give_up = std::chrono::steady_clock::now() + options_.patience;
        continue;
      }
      if (std::chrono::steady_clock::now() > give_up) throw stuck{};
      wait(lock);
    }
  }

  // Runs callbacks until nothing is left to do at this time.
  void settle() {
    drive([this] { return runnable_.empty() && idle(); });
  }

  template <class F>
  auto locked(F f) {
    const std::lock_guard lock{mutex_};
    return f();
  }
  void notify() { changed_.notify_all(); }

  std::int32_t post(scope_state& scope, siding_op& op) {
    const std::lock_guard lock{mutex_};
    ++scope.pending;
    complete(scope, op, SIDING_OK);
    return SIDING_OK;
  }

  std::int32_t sleep_until(scope_state& scope, siding_op& op, std::uint64_t deadline) {
    const std::lock_guard lock{mutex_};
    if (scope.reason != 0) return scope.reason;
    ++scope.pending;
    timers_.emplace(deadline, waiting{&scope, &op});
    changed_.notify_all();
    return SIDING_OK;
  }

  std::int32_t on_cancel(scope_state& scope, siding_op& op) {
    const std::lock_guard lock{mutex_};
    if (scope.reason != 0) return scope.reason;
    ++scope.pending;
    watchers_.push_back({&scope, &op});
    return SIDING_OK;
  }

  // A transfer that only a cancellation ends.
  std::int32_t transfer(scope_state& scope, siding_op& op) {
    const std::lock_guard lock{mutex_};
    if (const std::int32_t why = lost(scope)) return why;
    ++scope.pending;
    transfers_.push_back({&scope, &op});
    return SIDING_OK;
  }
  // Streams go on while the host drains.
  static std::int32_t lost(const scope_state& scope) { return scope.reason == SIDING_E_DRAINING ? 0 : scope.reason; }
  // The thread may block.
  static bool may_wait(const scope_state& scope) { return scope.mode == SIDING_MODE_SYNC || on_worker(); }

  std::int32_t offload(scope_state& scope, siding_op& op, void (*call)(void*), void* argument) {
    if (scope.mode == SIDING_MODE_ASYNC) return SIDING_E_MODE;
    if (scope.mode == SIDING_MODE_SYNC || on_worker()) {
      call(argument);
      return SIDING_RAN;
    }
    const std::lock_guard lock{mutex_};
    if (jobs_.size() >= most_jobs_) return SIDING_E_OVERLOADED;
    ++scope.pending;
    jobs_.push_back({{&scope, &op}, call, argument});
    changed_.notify_all();
    return SIDING_OK;
  }

  void op_cancel(scope_state& scope, siding_op& op) {
    const std::lock_guard lock{mutex_};
    const auto same = [&op](const waiting& each) { return each.op == &op; };
    if (std::erase_if(timers_, [&](const auto& each) { return same(each.second); }) > 0 ||
        std::erase_if(jobs_, [&](const job& each) { return same(each.who); }) > 0 ||
        std::erase_if(transfers_, same) > 0) {
      complete(scope, op, SIDING_E_CANCELLED);
    } else if (std::erase_if(watchers_, same) > 0) {
      complete(scope, op, SIDING_OK);
    } else if (watch_state* const watch = waiting_watch(op)) {
      watch->op = nullptr;
      complete(scope, op, SIDING_E_CANCELLED);
    }
  }

  void cancel(scope_state& scope, std::int32_t reason) {
    const std::lock_guard lock{mutex_};
    if (scope.reason != 0) return;
    scope.reason = reason;
    const auto end = [&](const waiting& each) {
      if (each.scope != &scope) return false;
      complete(scope, *each.op, reason);
      return true;
    };
    std::erase_if(timers_, [&](const auto& each) { return end(each.second); });
    std::erase_if(watchers_, end);
    if (lost(scope)) std::erase_if(transfers_, end);
    for (const auto& watch : watches_) {
      if (watch->scope != &scope || !watch->op) continue;
      complete(scope, *std::exchange(watch->op, nullptr), reason);
    }
  }

  std::int32_t cancelled(const scope_state& scope) {
    const std::lock_guard lock{mutex_};
    return scope.reason;
  }

  watch_state* watch(scope_state& scope, int fd) {
    const std::lock_guard lock{mutex_};
    return watches_.emplace_back(std::make_unique<watch_state>(watch_state{&scope, fd})).get();
  }
  std::int32_t watch_wait(watch_state& watch, siding_op& op, std::uint32_t events) {
    const std::lock_guard lock{mutex_};
    if (watch.scope->reason != 0) return watch.scope->reason;
    ++watch.scope->pending;
    watch.op = &op;
    watch.events = events;
    changed_.notify_all();
    return SIDING_OK;
  }
  void unwatch(watch_state& watch) {
    const std::lock_guard lock{mutex_};
    if (watch.op) complete(*watch.scope, *watch.op, SIDING_E_CANCELLED);
    std::erase_if(watches_, [&watch](const auto& each) { return each.get() == &watch; });
  }

  // The size from which on the pool's queue is full.
  void limit_jobs(std::size_t most) {
    const std::lock_guard lock{mutex_};
    most_jobs_ = most;
  }

 private:
  struct waiting {
    scope_state* scope;
    siding_op* op;
  };
  struct job {
    waiting who;
    void (*call)(void*);
    void* argument;
  };

  static bool& on_worker() {
    static thread_local bool here = false;
    return here;
  }

  std::uint64_t now() const {
    const auto real = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(real).count()) + skipped_;
  }

  bool idle() const { return jobs_.empty() && jobs_running_ == 0 && callbacks_running_ == 0; }

  void complete(scope_state& scope, siding_op& op, std::int32_t result) {
    scope.ready.emplace_back(&op, result);
    enqueue(scope);
  }

  void enqueue(scope_state& scope) {
    if (scope.queued) return;
    scope.queued = true;
    runnable_.push_back(&scope);
    changed_.notify_all();
  }

  watch_state* waiting_watch(const siding_op& op) {
    for (const auto& each : watches_) {
      if (each->op == &op) return each.get();
    }
    return nullptr;
  }

  // One thing that can happen now. False when there is none.
  bool step(std::unique_lock<std::mutex>& lock) {
    if (!runnable_.empty()) {
      run_callback(lock);
      return true;
    }
    if (poll_watches()) return true;
    if (timers_.empty()) return false;
    const auto next = timers_.begin();
    const std::uint64_t at = now();
    if (next->first > at) {
      if (options_.real_time || !idle()) return false;
      skipped_ += next->first - at;
    }
    const waiting due = next->second;
    timers_.erase(next);
    complete(*due.scope, *due.op, SIDING_OK);
    return true;
  }

  void run_callback(std::unique_lock<std::mutex>& lock) {
    scope_state& scope = *runnable_.front();
    runnable_.pop_front();
    const auto [op, result] = scope.ready.front();
    scope.ready.pop_front();
    ++callbacks_running_;
    lock.unlock();
    op->done(op, result);
    lock.lock();
    --callbacks_running_;
    --scope.pending;
    scope.queued = false;
    if (!scope.ready.empty()) enqueue(scope);
    changed_.notify_all();
  }

  bool poll_watches() {
    for (const auto& each : watches_) {
      if (!each->op) continue;
      const bool read = (each->events & SIDING_FD_READ) != 0;
      const bool write = (each->events & SIDING_FD_WRITE) != 0;
      pollfd asked{each->fd, static_cast<short>((read ? POLLIN : 0) | (write ? POLLOUT : 0)), 0};
      if (::poll(&asked, 1, 0) <= 0) continue;
      const auto has = [&asked](int events) { return (asked.revents & events) != 0; };
      const std::uint32_t found = (has(POLLIN) ? SIDING_FD_READ : 0) | (has(POLLOUT) ? SIDING_FD_WRITE : 0) |
                                  (has(POLLERR | POLLHUP | POLLNVAL) ? SIDING_FD_ERROR : 0);
      complete(*each->scope, *std::exchange(each->op, nullptr), static_cast<std::int32_t>(found));
      return true;
    }
    return false;
  }

  // Until something may have changed. Timers and descriptors of real time are looked at again soon.
  void wait(std::unique_lock<std::mutex>& lock) { changed_.wait_for(lock, std::chrono::milliseconds(1)); }

  void help() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
      if (!step(lock)) wait(lock);
    }
  }

  void work() {
    on_worker() = true;
    std::unique_lock lock{mutex_};
    while (true) {
      changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const job next = jobs_.front();
      jobs_.pop_front();
      ++jobs_running_;
      lock.unlock();
      next.call(next.argument);
      lock.lock();
      --jobs_running_;
      complete(*next.who.scope, *next.who.op, SIDING_OK);
    }
  }

  const options options_;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::deque<scope_state*> runnable_;
  std::multimap<std::uint64_t, waiting> timers_;
  std::vector<waiting> watchers_;   // on_cancel
  std::vector<waiting> transfers_;  // reads of a client that is silent
  std::vector<std::unique_ptr<watch_state>> watches_;
  std::deque<job> jobs_;
  std::size_t most_jobs_ = 10'000;
  std::size_t jobs_running_ = 0;
  std::size_t callbacks_running_ = 0;
  std::uint64_t skipped_ = 0;  // virtual nanoseconds ahead of the real clock
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // last: they use all of it
};

}  // namespace detail
}  // namespace siding::testing
