// snapshot.hpp - what loops, pools and routes are doing, as values of one instant.
//
// For whoever shows them: the log, and what listens for operators.
// Threads: a snapshot is its holder's; it refers to nothing of the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/mode.hpp"
#include "dispatch/rejections.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/stall_counts.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::dispatch {

struct Route;

struct LoopView {
  unsigned index = 0;
  std::size_t connections = 0;
  int late = 0;        // threads still inside of calls that were taken over
  int driver_tid = 0;  // the thread that drives it
  bool behind = false;
  std::string doing;  // "waits", "reading from sockets", "inside of route /x (routes.yaml:5), ..."
};

struct PoolView {
  std::string name;
  unsigned max = 0;
  scheduler::PoolGauge gauge;
};

struct RouteView {
  std::string name;  // describe()
  Mode mode = Mode::sync;
  bool disabled = false;
  bool demoted = false;
  bool shedding = false;
  std::uint64_t demotions = 0;
  scheduler::StallCounts stalls;
  RejectionCounts rejections;

  bool has_a_story() const;  // anything that is not as it should be, now or before
};

struct Snapshot {
  std::vector<LoopView> loops;
  unsigned drivers = 0;  // threads that drive loops, are late, or spare
  scheduler::StallCounts stalls;
  std::vector<PoolView> pools;
  std::vector<RouteView> routes;
  std::uint64_t dropped_lines = 0;  // of the log
};

LoopView view_of(const scheduler::EventLoop& loop);
PoolView view_of(const scheduler::WorkerPool& pool);
RouteView view_of(const Route& route);

// A line for each loop, pool and route with a story, for the log.
std::vector<std::string> lines_of(const Snapshot& snapshot);
// What happened since the start, in one line.
std::string summary_of(const Snapshot& snapshot);

}  // namespace siding::dispatch
