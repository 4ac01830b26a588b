#include "config/route_plugins.hpp"

#include <algorithm>
#include <string_view>

#include "base/mistake.hpp"
#include "config/readers.hpp"

namespace siding::config {

RoutePlugins::RoutePlugins(std::vector<plugin::PluginOptions>& plugins) : plugins_(plugins), listed_(plugins.size()) {}

void RoutePlugins::read(MapReader& map, dispatch::RouteOptions& route) {
  map.require("plugin", "a route has at least `path` and `plugin`");
  const auto field = map.find("plugin");
  if (!field) return;
  const auto name = Name{}(*field);
  if (!name) return;
  route.plugin = *name;
  used_.insert(*name);
  const auto same = [&](const plugin::PluginOptions& plugin) { return plugin.name == *name; };
  if (std::any_of(plugins_.begin(), plugins_.end(), same)) return;
  plugin::PluginOptions added;
  added.name = *name;
  added.file = *name + ".so";
  added.place = field->node.place;
  plugins_.push_back(std::move(added));
}

std::vector<std::string_view> RoutePlugins::unused() const {
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < listed_; ++at) {
    if (!used_.contains(plugins_[at].name)) names.push_back(plugins_[at].name);
  }
  return names;
}

void RoutePlugins::finish(Report& report) {
  const std::vector<std::string_view> candidates = unused();
  std::vector<std::string_view> listed;
  for (std::size_t at = 0; at < listed_; ++at) listed.push_back(plugins_[at].name);
  for (std::size_t at = listed_; at < plugins_.size(); ++at) {
    const plugin::PluginOptions& added = plugins_[at];
    const std::string_view near = nearest(added.name, candidates);
    if (near.empty()) continue;
    report.add(added.place, "unknown plugin `" + added.name + '`',
               "did you mean `" + std::string(near) + "`? Listed are " + listing(listed, "and") + "; if " +
                   added.file.string() + " is meant, list `" + added.name + ":` under `plugins:`");
  }
}

}  // namespace siding::config
