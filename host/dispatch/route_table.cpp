#include "dispatch/route_table.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "plugin/selection.hpp"

namespace siding::dispatch {

namespace {

void append(Mistakes& mistakes, Mistakes more) {
  std::move(more.begin(), more.end(), std::back_inserter(mistakes));
}

// What has no place of its own, since the file says nothing there.
Mistakes placed(const Place& place, Mistakes mistakes) {
  for (Mistake& mistake : mistakes) {
    if (!mistake.place.file) mistake.place = place;
  }
  return mistakes;
}

std::string_view name_of(const siding_handler& handler) {
  return {handler.name.data, handler.name.size};
}

// Everything but the settings, which need the plugin to run.
Result<siding_handler, Mistakes> choose_handler(Route& route, const plugin::PluginInstance& instance) {
  const RouteOptions& options = route.options;
  const auto handler = plugin::find_handler(instance.library(), options.handler, options.place);
  if (!handler) return handler.error();
  const auto mode = plugin::resolve_mode(**handler, options.mode, options.mode_place);
  if (!mode) return mode.error();
  route.mode = *mode;
  if (options.stream_body) {
    if (auto mistakes = plugin::check_streams(name_of(**handler), (*handler)->flags, options.body_place);
        !mistakes.empty()) {
      return mistakes;
    }
  }
  return **handler;
}

Mistakes bind(Route& route, const PluginBinding& binding) {
  if (!binding.instance) return {};  // disabled
  const auto handler = choose_handler(route, *binding.instance);
  if (!handler) return handler.error();
  route.handler = *handler;
  route.handler_name = name_of(*handler);
  auto settings = binding.instance->make_route(route.handler, route.options.settings);
  if (!settings) return placed(route.options.place, settings.error());
  route.settings = *settings;
  route.instance = binding.instance->handle();
  route.plugin = binding.host;
  return {};
}

}  // namespace

std::vector<routing::Pattern> patterns_of(std::span<const RouteOptions> options) {
  std::vector<routing::Pattern> patterns;
  patterns.reserve(options.size());
  for (const RouteOptions& one : options) patterns.push_back({one.path, one.methods, one.place});
  return patterns;
}

RouteTable::RouteTable(routing::Router router, std::vector<std::unique_ptr<Route>> routes)
    : router_(std::move(router)), routes_(std::move(routes)) {}

Result<RouteTable, Mistakes> RouteTable::build(std::vector<RouteOptions> options, const PluginBindings& plugins,
                                               const Pools& pools, std::uint64_t body_limit) {
  Mistakes mistakes;
  auto router = routing::Router::build(patterns_of(options));
  if (!router) append(mistakes, router.error());

  std::vector<std::unique_ptr<Route>> routes;
  for (RouteOptions& one : options) {
    const PluginBinding& binding = plugins.find(one.plugin)->second;
    Route& route = *routes.emplace_back(std::make_unique<Route>(std::move(one), binding.host->conduct_group()));
    route.index = static_cast<std::uint32_t>(routes.size() - 1);
    route.pool = pools.find(route.options.pool)->second.get();
    route.lane = route.pool->make_lane();
    route.body_limit = route.options.stream_body ? std::numeric_limits<std::int64_t>::max()
                                                 : route.options.body_limit.value_or(body_limit);
    append(mistakes, bind(route, binding));
  }
  RouteTable table(router ? std::move(*router) : *routing::Router::build({}), std::move(routes));
  if (mistakes.empty()) return table;
  table.free_settings(plugins);
  return mistakes;
}

void RouteTable::free_settings(const PluginBindings& plugins) {
  for (const auto& route : routes_) {
    const auto binding = plugins.find(route->options.plugin);
    if (route->plugin) binding->second.instance->free_route(route->handler, std::exchange(route->settings, nullptr));
  }
}

}  // namespace siding::dispatch
