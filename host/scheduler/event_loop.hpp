// event_loop.hpp - one thread's worth of sockets, timers and plugin calls.
//
// A loop has exactly one driver at any time: the thread inside drive(). Plugin
// code runs in one place only, the turn, which is outside of every Asio handler;
// so another thread can become the driver while a call is stuck, and loop state
// needs no locks. A cycle is: sockets and timers, then the turn, then one flush.
//
// Owner:   Server. Users: transport (sockets, timers, flush), dispatch (calls).
// Threads: [driver] functions on the driving thread only; post() and stop() on any.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "scheduler/call.hpp"
#include "scheduler/timers.hpp"

namespace siding::scheduler {

// Collects output over a turn and writes it once: a connection.
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

class EventLoop {
 public:
  explicit EventLoop(unsigned index);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  unsigned index() const { return index_; }
  boost::asio::io_context& context() { return io_; }  // [driver], but for posts

  // Drives until stop(). One thread at a time.
  void drive();
  void stop();  // [any-thread]

  // Queues a plugin call for the turn of this cycle. [driver]
  void ready(Call& call) { ready_.push(call); }

  // Runs call.run() on the driver, in the turn. Wakes the loop only when it sleeps. [any-thread]
  void post(Call& call);

  // Calls flusher.flush() once at the end of this cycle. [driver]
  void flush_later(Flusher& flusher);
  void forget(Flusher& flusher);  // before it dies [driver]

  void arm(Timer& timer, Clock::time_point at);  // [driver]
  void disarm(Timer& timer) { timers_.disarm(timer); }  // [driver]

  // The time at the start of this cycle: one clock read for all that needs it. [driver]
  Clock::time_point now() const { return now_; }

 private:
  void take_inbox();
  void turn();
  void flush();
  void set_alarm();

  const unsigned index_;
  boost::asio::io_context io_;
  boost::asio::steady_timer alarm_;  // stands at the earliest of timers_
  Clock::time_point alarm_at_ = Clock::time_point::max();
  Timers timers_;
  CallQueue ready_;
  Flusher* flushers_ = nullptr;
  Clock::time_point now_ = Clock::now();
  std::atomic<bool> stopping_{false};

  std::mutex inbox_mutex_;
  CallQueue inbox_;           // guarded by inbox_mutex_
  bool inbox_posted_ = false;  // guarded by inbox_mutex_: a wake is on its way
};

}  // namespace siding::scheduler
