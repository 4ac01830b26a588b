// route_plugins.hpp - which plugins the routes name.
//
// A plugin need not be under `plugins:`: then it is NAME.so without a config.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/map_reader.hpp"
#include "config/report.hpp"
#include "dispatch/options.hpp"
#include "plugin/options.hpp"

namespace siding::config {

class RoutePlugins {
 public:
  explicit RoutePlugins(std::vector<plugin::PluginOptions>& plugins);

  // Reads `plugin:` of a route; one that is not listed is added once.
  void read(MapReader& map, dispatch::RouteOptions& route);
  // Reports an added plugin whose name is near to a listed one that no route
  // uses: that is a misspelling. Any other is for the loader to find or not.
  void finish(Report& report);

 private:
  std::vector<std::string_view> unused() const;

  std::vector<plugin::PluginOptions>& plugins_;
  const std::size_t listed_;  // the first ones of plugins_ were under `plugins:`
  std::set<std::string> used_;
};

}  // namespace siding::config
