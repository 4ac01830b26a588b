// plan.hpp - what a configuration means together with its plugins' manifests.
//
// Made without loading any plugin, so that `check` and `routes` run no code of
// theirs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/mistake.hpp"
#include "base/mode.hpp"
#include "config/configuration.hpp"
#include "plugin/manifest.hpp"

namespace siding::server {

struct PlannedRoute {
  const dispatch::RouteOptions* options = nullptr;
  std::string handler;  // empty when the plugin is disabled
  Mode mode = Mode::sync;
  std::uint64_t body_limit = 0;
};

struct Plan {
  std::map<std::string, plugin::Manifest, std::less<>> manifests;  // by configured name; without the disabled ones
  std::vector<PlannedRoute> routes;  // in the order of the file; points into the configuration
  Mistakes mistakes;                 // all that can be seen, in the order of the file
  Mistakes disabled;                 // why plugins with `on_error: disable` are out
};

// `configuration` outlives the plan.
Plan make_plan(const config::Configuration& configuration);

}  // namespace siding::server
