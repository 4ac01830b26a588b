// work.hpp - functions to offload, and a pool that is held.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/scheduler/gate.hpp"
#include "unit/scheduler/pool.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::test {

using Task = std::function<void()>;

inline std::int32_t offload(siding_scope* scope, Op& op, Task& task) {
  return core().offload(
      scope, &op, [](void* argument) { (*static_cast<Task*>(argument))(); }, &task);
}

inline std::deque<ScriptedRoute> one_route(Mode mode, Script start) {
  std::deque<ScriptedRoute> routes(1);
  routes[0].mode = mode;
  routes[0].start = std::move(start);
  return routes;
}

// Holds every thread that the pool has, until release().
class BlockedPool {
 public:
  explicit BlockedPool(scheduler::WorkerPool& pool) {
    const unsigned threads = pool.gauge().threads;
    for (unsigned i = 0; i < threads; ++i) {
      jobs_.push_back(std::make_unique<Work>([this] { gate_.arrive_and_wait(); }));
      offer(pool, *jobs_.back());
      gate_.wait_for_arrival(i + 1);
    }
  }
  ~BlockedPool() { release(); }

  void release() { gate_.open(); }

 private:
  Gate gate_;
  std::vector<std::unique_ptr<Work>> jobs_;
};

}  // namespace siding::test
