// route_table.hpp - every route of the server, found by method and path.
//
// Immutable once built, but for what Route itself counts. Read from any thread.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "dispatch/options.hpp"
#include "dispatch/plugin_host.hpp"
#include "dispatch/route.hpp"
#include "plugin/instance.hpp"
#include "routing/router.hpp"
#include "scheduler/worker_pool.hpp"

namespace siding::dispatch {

// A plugin as routes find it. Without an instance it is disabled.
struct PluginBinding {
  PluginHost* host = nullptr;
  const plugin::PluginInstance* instance = nullptr;
};

using PluginBindings = std::map<std::string, PluginBinding, std::less<>>;
using Pools = std::map<std::string, std::unique_ptr<scheduler::WorkerPool>, std::less<>>;

class RouteTable {
 public:
  // Binds each route to its handler, mode and pool, and makes its settings.
  // `body_limit` is for routes that name none. REQUIRES: plugins and pools that
  // the options name exist.
  static Result<RouteTable, Mistakes> build(std::vector<dispatch::RouteOptions> options, const PluginBindings& plugins,
                                            const Pools& pools, std::uint64_t body_limit);

  routing::Outcome find(std::string_view method, std::string_view path, routing::Match& match) const {
    return router_.find(method, path, match);
  }
  Route& at(std::uint32_t index) const { return *routes_[index]; }
  std::span<const std::unique_ptr<Route>> routes() const { return routes_; }

  // Gives the settings back to their plugins. Before the instances shut down.
  void free_settings(const PluginBindings& plugins);

 private:
  RouteTable(routing::Router router, std::vector<std::unique_ptr<Route>> routes);

  routing::Router router_;
  std::vector<std::unique_ptr<Route>> routes_;
};

// The patterns of the routes, for building a router without loading plugins.
std::vector<routing::Pattern> patterns_of(std::span<const RouteOptions> options);

}  // namespace siding::dispatch
