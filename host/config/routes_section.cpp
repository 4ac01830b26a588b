#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "config/free_form.hpp"
#include "config/methods.hpp"
#include "config/readers.hpp"
#include "config/route_names.hpp"
#include "config/route_plugins.hpp"
#include "config/sections.hpp"
#include "routing/router.hpp"

namespace siding::config {
namespace {

constexpr std::array<std::string_view, 3> kModes{"sync", "async", "offload"};

// `path:` and `methods:`; what the router will be built from, unless a mistake was in them.
std::optional<routing::Pattern> read_pattern(MapReader& map, const Field& entry, dispatch::RouteOptions& route) {
  const std::size_t mistakes = entry.report.count();
  Place place = route.place;
  map.require("path", "a route has at least `path` and `plugin`");
  map.read("path", route.path, Text{"a path, such as /orders/{id:int}"});
  if (const Node* path = entry.node.find("path")) place = path->place;
  if (const auto methods = map.find("methods")) read_methods(*methods, route.methods);
  if (entry.report.count() != mistakes || route.path.empty()) return std::nullopt;
  return routing::Pattern{.path = route.path, .methods = route.methods, .place = place};
}

// `body:` is a limit, or the word that the content is not collected at all.
void read_body(MapReader& map, dispatch::RouteOptions& route) {
  std::uint64_t body = 0;
  if (!map.read("body", body, kRouteBody)) return;
  route.body_place = map.find("body")->node.place;
  route.stream_body = body == Bytes::kWord;
  if (!route.stream_body) route.body_limit = body;
}

void read_how(MapReader& map, const Configuration& configuration, dispatch::RouteOptions& route) {
  map.read("handler", route.handler, Text{"the name of a handler of the plugin"});
  std::string mode;
  if (map.read("mode", mode, Choice{kModes})) route.mode = mode_from(mode);
  const auto written = map.find("mode");
  route.mode_place = written ? written->node.place : route.place;
  read_bounds(map, configuration, route);
  read_body(map, route);
  map.read("settings", route.settings, Settings{});
}

void check_patterns(std::span<const routing::Pattern> patterns, Report& report) {
  auto router = routing::Router::build(patterns);
  if (router) return;
  for (Mistake& mistake : router.error()) report.add(std::move(mistake));
}

}  // namespace

void read_routes(const Field& field, const dispatch::RouteOptions& defaults, Configuration& configuration) {
  if (!field.is(Node::Kind::list, "a list of routes, each with at least `path` and `plugin`")) return;
  RouteNames names;
  RoutePlugins plugins(configuration.plugins);
  std::vector<routing::Pattern> patterns;
  for (std::size_t at = 0; at < field.node.items.size(); ++at) {
    const Field entry = field.item(at);
    if (!entry.is(Node::Kind::map, "a route: a map with at least `path` and `plugin`")) continue;
    dispatch::RouteOptions route = defaults;
    route.place = entry.node.place;
    MapReader map(entry);
    if (auto pattern = read_pattern(map, entry, route)) patterns.push_back(std::move(*pattern));
    names.read(map, route);
    plugins.read(map, route);
    read_how(map, configuration, route);
    configuration.routes.push_back(std::move(route));
  }
  plugins.finish(field.report);
  check_patterns(patterns, field.report);
}

}  // namespace siding::config
