// drivers.hpp - the threads that drive event loops, and spare ones.
//
// Owner:   Server. Users: Server at start, the watchdog when a loop is stuck.
// Threads: reserve(), drive() and cancel() from any; wait_ended() from the main thread.
// Bounds:  at most `most` threads; a taken-over loop leaves its late thread
//          behind until the plugin call returns, then it is a spare again. Spares
//          leave when they were not needed for a while, the last one stays.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "scheduler/event_loop.hpp"

namespace siding::scheduler {

class Drivers {
 public:
  explicit Drivers(unsigned most, std::chrono::nanoseconds idle = std::chrono::seconds{10})
      : most_(most), idle_limit_(idle) {}
  ~Drivers();  // joins all: REQUIRES that their loops have stopped
  Drivers(const Drivers&) = delete;
  Drivers& operator=(const Drivers&) = delete;

  // Makes a spare thread, so that the first stall need not.
  void warm();
  // Sets a thread aside; false when there are too many, or the system has none. Follow with drive() or cancel().
  bool reserve();
  void drive(EventLoop& loop);  // REQUIRES: a reservation
  void cancel();                // gives the reservation back

  // Asks idle threads to end, and waits until all have. False: some are still inside a plugin.
  bool wait_ended(std::chrono::nanoseconds limit);

  unsigned threads() const;

 private:
  struct Driver {
    std::thread thread;
    bool ended = false;  // or about to
  };

  bool add();                // REQUIRES: mutex_
  void reap();               // REQUIRES: mutex_
  bool dispensable() const;  // an idle thread is; REQUIRES: mutex_
  void run(Driver& driver);

  static constexpr unsigned kKept = 1;  // spares that stay

  const unsigned most_;
  const std::chrono::nanoseconds idle_limit_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable work_or_end_;
  std::condition_variable ended_;
  std::list<Driver> drivers_;
  std::vector<EventLoop*> waiting_;  // loops without a thread yet
  unsigned alive_ = 0;
  unsigned idle_ = 0;
  unsigned reserved_ = 0;
  bool ending_ = false;
};

}  // namespace siding::scheduler
