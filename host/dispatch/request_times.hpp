// request_times.hpp - when one request did what: the phases queue, run, wait and write.
//
// Workers read clocks; a loop reads them for samples only, and once a request where
// all are logged. Of the other requests on a loop the phases are not known, but for
// what the clocks of the cycles say.
// Owner:   Scope. Threads: start(), answered_in_cycle() the driver's; others any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "scheduler/timers.hpp"

namespace siding::scheduler {
class EventLoop;
}

namespace siding::dispatch {

// Their sum is the time from the start of the request to the end of its answer.
struct Phases {
  std::chrono::nanoseconds queue{};  // for a worker, or the loop's turn
  std::chrono::nanoseconds run{};    // in the plugin's code, that of offloads included
  std::chrono::nanoseconds wait{};   // for timers, descriptors, other threads
  std::chrono::nanoseconds write{};  // from the answer to its last byte in the kernel
};

// What a sample's callbacks used of the processor; offloads are not among them.
struct Usage {
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds cpu{};
  std::uint64_t switches = 0;  // voluntary: it waited in the kernel
};

// The times of one request, as values of one instant.
struct Marks {
  using Clock = scheduler::Clock;

  Clock::time_point started{};
  Clock::time_point entered{};   // its code; the epoch: never, or unknown
  Clock::time_point answered{};  // the epoch: not yet
  std::chrono::nanoseconds run{};
  Usage usage{};
  bool exact = false;
  bool sample = false;

  // Up to `until`: now, or the end of the write. What is not known is part of `wait`.
  Phases phases(Clock::time_point until) const;
};

class RequestTimes {
 public:
  using Clock = scheduler::Clock;

  // What is known of a request, and from where.
  enum class Clocks : std::uint8_t {
    cycle,    // the clocks of the loop's cycles
    chained,  // of all requests on this loop: the read that ends one begins the next of its cycle
    own,      // each begin and end reads
  };

  // A new life: complete, and given to its route. A sample has its own.
  void start(Clock::time_point at, Clocks clocks, bool sample) {
    if (exact_) clear();  // what is not exact leaves one mark
    answered_.store(0, std::memory_order_relaxed);
    started_ = at;
    exact_ = clocks != Clocks::cycle || sample;
    chained_ = clocks == Clocks::chained && !sample;
    sample_ = sample;
  }
  bool exact() const { return exact_; }
  bool chained() const { return chained_; }
  bool sample() const { return sample_; }

  void entered(Clock::time_point at);  // its code; the first time counts
  void ran(std::chrono::nanoseconds lasted) { run_.fetch_add(lasted.count(), std::memory_order_relaxed); }
  void used(const Usage& usage);
  void answered(Clock::time_point at);  // the first time counts
  // The same by the clock of the driver's cycle, where nothing else is known.
  void answered_in_cycle(Clock::time_point at) {
    if (!exact_) answered_.store(at.time_since_epoch().count(), std::memory_order_relaxed);
  }
  Clock::time_point answered_at() const { return Clock::time_point(read(answered_)); }

  Marks read() const;

 private:
  using Mark = std::atomic<std::int64_t>;  // ns
  void clear() {
    for (auto* const mark : {&entered_, &run_, &wall_, &cpu_, &switches_}) mark->store(0, std::memory_order_relaxed);
  }
  static std::chrono::nanoseconds read(const Mark& mark) {
    return std::chrono::nanoseconds{mark.load(std::memory_order_relaxed)};
  }

  Clock::time_point started_{};
  bool exact_ = false;
  bool chained_ = false;
  bool sample_ = false;
  Mark entered_{0};
  Mark answered_{0};
  Mark run_{0};
  Mark wall_{0};
  Mark cpu_{0};
  Mark switches_{0};
};

// The plugin's code runs on this thread, between two lines. Free where the times are not exact.
class Running {
 public:
  enum class What { callback, offload };

  // `home`: its loop.
  Running(RequestTimes& times, scheduler::EventLoop& home, What what = What::callback) : times_(times), what_(what) {
    if (times_.exact()) begin(home);
  }
  ~Running() {
    if (times_.exact()) end();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  void begin(scheduler::EventLoop& home);
  void end();
  bool looks() const { return times_.sample() && what_ == What::callback; }

  RequestTimes& times_;
  const What what_;
  RequestTimes::Clock::time_point began_{};
  Usage before_{};
};

void read_answer_time(RequestTimes& times);
// The answer comes on this thread: reads the clock where the times are exact.
inline void note_answer(RequestTimes& times) {
  if (times.exact()) read_answer_time(times);
}

}  // namespace siding::dispatch
