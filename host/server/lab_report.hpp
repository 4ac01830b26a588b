// lab_report.hpp - everything that `siding lab` has found out about a route.
#pragma once

#include <string>
#include <vector>

#include "base/mode.hpp"
#include "scheduler/options.hpp"
#include "server/lab_measurement.hpp"

namespace siding::server::lab {

struct Report {
  std::string route;       // its name
  std::string place;       // "routes.yaml:12", of the entry
  std::string mode_place;  // where its `mode:` is or belongs
  std::string plugin;
  std::string handler;
  std::string request;     // "GET /article/sync"
  Mode now = Mode::sync;   // as it is configured
  bool sync_only = false;  // the handler runs in no other mode
  unsigned requests = 0;
  unsigned concurrency = 0;
  unsigned loops = 0;
  scheduler::PoolOptions pool;
  std::vector<Measurement> runs;  // one per mode
};

}  // namespace siding::server::lab
