// event_loop.hpp - one thread's worth of sockets, timers and plugin calls.
//
// A loop has exactly one driver at any time: the thread inside drive(). Plugin
// code runs in one place only, the turn, when no socket or timer is being looked
// at; so another thread can become the driver while a call is stuck, and loop
// state needs no locks. A cycle is: sockets and timers, the turn, one flush.
//
// Owner:   Server. Users: transport (sockets, timers, flush), dispatch (calls).
// Threads: [driver] functions on the driving thread only; others on any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "scheduler/call.hpp"
#include "scheduler/conduct.hpp"
#include "scheduler/job.hpp"
#include "scheduler/loop_lag.hpp"
#include "scheduler/poller.hpp"
#include "scheduler/timers.hpp"

namespace siding::scheduler {

class Ring;
class WorkerPool;

// Collects output over a cycle and writes it once: a connection.
class Flusher {
 public:
  virtual void flush() noexcept = 0;

 protected:
  ~Flusher() = default;

 private:
  friend class EventLoop;
  Flusher* next_flusher_ = nullptr;
  bool flush_queued_ = false;
};

// Is told when a cycle has ended, and all of its answers have left: measures requests.
class CycleObserver {
 public:
  virtual void cycle_ended(Clock::time_point at) noexcept = 0;

 protected:
  ~CycleObserver() = default;
};

class EventLoop {
 public:
  // Unwatched: it can't be taken over, and pays nothing for that.
  explicit EventLoop(unsigned index, bool watched = true);
  EventLoop(unsigned index, bool watched, std::unique_ptr<Ring> ring);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  unsigned index() const { return index_; }
  Poller& poller() { return poller_; }        // [driver]
  Ring* ring() const { return ring_.get(); }  // null: there is none [driver]

  // Drives until stop(), or until the loop was taken over while this thread was
  // inside a plugin call. True when the loop has stopped. One thread at a time.
  bool drive();
  void stop();

  // The calling thread is the driver and not inside a plugin call: [driver]
  // functions are allowed.
  bool driving() const;

  // Queues a plugin call for the turn of this cycle. [driver]
  void ready(PluginCall& call) {
    ready_.push(call);
    ++readied_;
  }

  // Runs call.run() on the driver. Wakes the loop only when it sleeps; a worker may put that off.
  void post(Call& call);
  // Wakes it when it sleeps and something was posted. REQUIRES: the loop outlives the call.
  void nudge();

  // Hands a job to a pool, together with the others of this cycle; a few wait for those of the
  // next one. The place in the pool's queue is reserved already (WorkerPool::reserve). [driver]
  void hand_over(WorkerPool& pool, Job& job);

  // Nobody else waits for the end of this cycle. [driver]
  bool flushes_alone() const { return !flushers_ && !last_flushers_; }
  // Calls flusher.flush() once at the end of this cycle. [driver]
  void flush_later(Flusher& flusher);
  // The same, once nobody else waits for it: who sends what the others have collected. [driver]
  void flush_last(Flusher& flusher);
  void forget(Flusher& flusher);  // before it dies [driver]

  void arm(Timer& timer, Clock::time_point at) { timers_.arm(timer, at); }  // [driver]
  void disarm(Timer& timer) { timers_.disarm(timer); }                      // [driver]

  // The time of this cycle: one clock read for all that needs it. [driver]
  Clock::time_point now() {
    if (!now_known_) read_clock();
    return now_;
  }
  // Null: nobody. It outlives the loop's last cycle, or is taken off before. [driver]
  void set_observer(CycleObserver* observer) { observer_ = observer; }

  // How long its cycles take, and since when the current one goes on; max() while it sleeps. From any thread.
  const LoopLag& lag() const { return lag_; }
  Clock::time_point busy_since() const {
    return Clock::time_point(Clock::duration(began_ns_.load(std::memory_order_relaxed)));
  }

  // For the watchdog. The sequence is odd while the driver is inside a plugin
  // call; a successful take() makes the caller responsible for calling drive().
  std::uint64_t sequence() const { return sequence_.load(std::memory_order_acquire); }
  bool take(std::uint64_t stuck);
  int driver_tid() const { return driver_tid_.load(std::memory_order_relaxed); }
  Conduct* conduct() const { return conduct_.load(std::memory_order_relaxed); }  // of the call it is inside of
  int late() const { return late_.load(std::memory_order_relaxed); }      // threads still inside of calls taken over
  void ask_to_yield() { yield_.store(true, std::memory_order_relaxed); }  // the turn ends after this call
  // Stuck for a moment at least: whoever can choose gives it nothing new. From any thread.
  bool behind() const { return behind_.load(std::memory_order_relaxed); }
  void set_behind(bool behind) { behind_.store(behind, std::memory_order_relaxed); }  // the watchdog's
  // Which cycle this is, and what the host itself does in it; null when it sleeps.
  std::uint64_t cycle() const { return cycle_.load(std::memory_order_relaxed); }
  const char* phase() const { return phase_.load(std::memory_order_relaxed); }

  // How many connections live here, for whoever wants to tell. From any thread.
  std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }
  void set_connections(std::size_t count) { connections_.store(count, std::memory_order_relaxed); }

 private:
  struct Outgoing {
    WorkerPool* pool;
    Queue<Job> jobs;
  };

  Clock::time_point sleeps_until();
  void collect_events();
  void read_clock();
  void end_cycle();
  void take_inbox();
  bool turn();
  bool enter(PluginCall& call, Conduct* conduct);
  void flush();
  void push(Flusher*& list, Flusher& flusher);
  void submit_or_hold();
  void submit_outgoing();

  static constexpr int kCallsPerTurn = 1024;
  static constexpr std::size_t kFewJobs = 8;
  // So many calls of one cycle's events have their turn before more is read: what reading
  // has brought into the processor's cache is still there when they are answered.
  static constexpr std::size_t kCallsInHand = 64;

  const unsigned index_;
  const bool watched_;
  Poller poller_;
  const std::unique_ptr<Ring> ring_;
  Timers timers_;
  Queue<PluginCall> ready_;
  std::size_t readied_ = 0;  // calls ever
  std::vector<Outgoing> outgoing_;
  std::size_t handed_over_ = 0;  // jobs in outgoing_
  std::size_t held_ = 0;         // so many of them since the cycle before
  Flusher* flushers_ = nullptr;
  Flusher* last_flushers_ = nullptr;
  Clock::time_point now_{};
  bool now_known_ = false;
  Clock::time_point ended_{};  // the cycle before
  CycleObserver* observer_ = nullptr;
  LoopLag lag_;

  std::atomic<Clock::rep> began_ns_{Clock::time_point::max().time_since_epoch().count()};  // this cycle
  std::atomic<std::uint64_t> sequence_{0};
  std::atomic<int> driver_tid_{0};
  std::atomic<Conduct*> conduct_{nullptr};
  std::atomic<int> late_{0};
  std::atomic<bool> yield_{false};
  std::atomic<bool> behind_{false};
  std::atomic<std::uint64_t> cycle_{0};
  std::atomic<const char*> phase_{nullptr};
  std::atomic<std::size_t> connections_{0};
  std::atomic<bool> stopping_{false};

  std::mutex inbox_mutex_;
  CallQueue inbox_;        // guarded by inbox_mutex_
  bool sleeping_ = false;  // guarded by inbox_mutex_: who posts has to wake the driver
};

}  // namespace siding::scheduler
