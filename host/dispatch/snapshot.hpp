// snapshot.hpp - what loops, pools and routes are doing, as values of one instant.
//
// For whoever shows them: the log, and what listens for operators.
// Threads: a snapshot is its holder's; it refers to nothing of the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/duration_histogram.hpp"
#include "base/mode.hpp"
#include "dispatch/rejections.hpp"
#include "dispatch/route_figures.hpp"
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
  std::string doing;                // "waits", "reading from sockets", "inside of route /x (routes.yaml:5), ..."
  std::chrono::nanoseconds busy{};  // since this cycle began; zero while it sleeps
  DurationCounts lag;               // cycles
  std::vector<std::chrono::microseconds> worst_lag;  // of each second, the current one last
};

struct PoolView {
  std::string name;
  unsigned min = 0;
  unsigned max = 0;
  std::size_t queue = 0;
  scheduler::PoolGauge gauge;
  std::chrono::nanoseconds oldest{};  // has waited so long; zero when nobody waits
  std::chrono::nanoseconds full{};    // all threads busy and calls waiting, for so long
};

struct RouteView {
  std::string name;  // describe()
  std::string path;
  std::vector<std::string> methods;
  std::string plugin;
  std::string handler;
  std::string pool;
  std::string place;        // "routes.yaml:12"
  std::string mode_place;   // of its `mode:`, or of the entry
  std::vector<Mode> modes;  // that the handler supports
  scheduler::LaneGauge lane;
  RouteCounts counts;  // of all loops
  Mode mode = Mode::sync;
  bool disabled = false;
  bool demoted = false;
  bool shedding = false;
  bool quarantined = false;  // after crashes of the process
  std::uint64_t demotions = 0;
  scheduler::StallCounts stalls;
  RejectionCounts rejections{};

  bool has_a_story() const;  // anything that is not as it should be, now or before
};

struct Snapshot {
  std::vector<LoopView> loops;
  unsigned drivers = 0;  // threads that drive loops, are late, or spare
  scheduler::StallCounts stalls;
  std::vector<PoolView> pools;
  std::vector<RouteView> routes;
  std::uint64_t dropped_lines = 0;      // of the log
  std::uint64_t lost_access_lines = 0;  // of the access log
  RouteCounts unrouted;                 // requests that no route has answered: 404, 405, and what is malformed
};

LoopView view_of(const scheduler::EventLoop& loop, scheduler::Clock::time_point now);
PoolView view_of(const scheduler::WorkerPool& pool, scheduler::Clock::time_point now);
RouteView view_of(const Route& route);

// A line for each loop, pool and route with a story, for the log.
std::vector<std::string> lines_of(const Snapshot& snapshot);
// What happened since the start, in one line.
std::string summary_of(const Snapshot& snapshot);

}  // namespace siding::dispatch
