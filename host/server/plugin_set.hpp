// plugin_set.hpp - every plugin of one server, running.
//
// Owner:   Server; made after loops and pools, which plugins may use at once.
// Threads: the main thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"
#include "config/configuration.hpp"
#include "dispatch/plugin_host.hpp"
#include "dispatch/route_table.hpp"
#include "plugin/instance.hpp"

namespace siding::server {

class PluginSet {
 public:
  // Loads and initialises all of them, and reports every one that does not come
  // up. One with `on_error: disable` is logged and left out. `parts` outlives the set.
  static Result<PluginSet, Mistakes> load(const config::Configuration& configuration, const dispatch::HostParts& parts);

  const dispatch::PluginBindings& bindings() const { return bindings_; }

  void drain();        // background work is told to end
  bool quiet() const;  // and has ended
  void shutdown();     // REQUIRES: no callback runs and none can follow

 private:
  struct Plugin {
    std::unique_ptr<dispatch::PluginHost> host;
    std::unique_ptr<plugin::PluginInstance> instance;  // null: disabled
  };

  std::vector<Plugin> plugins_;  // in the order of the file
  dispatch::PluginBindings bindings_;
};

}  // namespace siding::server
