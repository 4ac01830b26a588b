// health.hpp - whether traffic should come here, and if not, why.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "admin/source.hpp"

namespace siding::admin {

struct HealthOptions {
  std::chrono::nanoseconds pool_full = std::chrono::seconds{10};  // all threads busy and calls waiting, for so long
  std::chrono::nanoseconds loop_stuck = std::chrono::seconds{1};  // in one cycle: past any rescue
};

// A sentence for each reason; none: it is ready.
std::vector<std::string> reasons_against(Stage stage, const dispatch::Snapshot& snapshot, const HealthOptions& options);

// A line for each loop and pool: depth, oldest waiter, what it does.
std::vector<std::string> details(const dispatch::Snapshot& snapshot);

}  // namespace siding::admin
