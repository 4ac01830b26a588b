// pool.hpp - small worker pools, and jobs offered to them.
#pragma once

#include <thread>

#include "scheduler/worker_pool.hpp"

namespace siding::test {

inline scheduler::PoolOptions pool_of(unsigned min, unsigned max, std::size_t queue = 64) {
  scheduler::PoolOptions options;
  options.min = min;
  options.max = max;
  options.queue = queue;
  return options;
}

// False when the pool is full.
inline bool offer(scheduler::WorkerPool& pool, scheduler::Job& job) {
  if (!pool.reserve()) return false;
  pool.submit(job);
  return true;
}

// Every worker waits for work.
inline void wait_until_idle(scheduler::WorkerPool& pool, unsigned threads) {
  for (;;) {
    const auto gauge = pool.gauge();
    if (gauge.threads == threads && gauge.busy == 0) return;
    std::this_thread::yield();
  }
}

inline void wait_for_threads(scheduler::WorkerPool& pool, unsigned threads) {
  while (pool.gauge().threads != threads) std::this_thread::yield();
}

}  // namespace siding::test
