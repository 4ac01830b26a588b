// watchdog.hpp - the thread that looks after pools and loops every few milliseconds.
//
// Owner:   Server; made after what it watches, so that it ends first.
// Threads: its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "scheduler/worker_pool.hpp"

namespace siding::scheduler {

class Watchdog {
 public:
  static constexpr auto kTick = std::chrono::milliseconds{5};

  explicit Watchdog(std::vector<WorkerPool*> pools);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void run();

  const std::vector<WorkerPool*> pools_;
  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace siding::scheduler
