// route.hpp - one route, ready to serve: its handler, mode, pool and counters.
//
// Owner:   RouteTable. Constant once built, but for the atomics and the lane.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <siding/abi.h>

#include "base/mode.hpp"
#include "dispatch/options.hpp"
#include "dispatch/plugin_host.hpp"
#include "dispatch/quarantine.hpp"
#include "dispatch/rejections.hpp"
#include "scheduler/conduct.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::dispatch {

struct Route final : scheduler::Conduct {
  // The group is that of the plugin.
  Route(RouteOptions route_options, scheduler::ConductGroup& group)
      : Conduct(group), options(std::move(route_options)) {}

  const RouteOptions options;
  PluginHost* plugin = nullptr;  // null: disabled, answers 503
  void* instance = nullptr;      // the plugin's own pointer
  siding_handler handler{};
  void* settings = nullptr;  // what route_new made
  Mode mode = Mode::sync;
  scheduler::WorkerPool* pool = nullptr;
  std::unique_ptr<scheduler::Lane> lane;
  std::uint64_t body_limit = 0;
  std::string handler_name;
  std::uint32_t index = 0;  // in the table
  Quarantine quarantine;

  RejectionCounters rejections;
  std::atomic<unsigned> in_flight{0};       // counted only when max_in_flight bounds it
  std::atomic<std::int64_t> complained{0};  // when the last line of a kind that repeats was logged, ns

  // "route /orders/{id} (routes.yaml:12), plugin orders, handler get_order"
  std::string describe() const override;
  // "write `mode: sync` at routes.yaml:12, or move the blocking call into offload()"
  std::string fix() const override;
  // True at most once a second: for log lines that every request could cause.
  bool may_complain();
};

}  // namespace siding::dispatch
