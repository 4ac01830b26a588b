#include "server/plan.hpp"

#include <algorithm>
#include <iterator>

#include "dispatch/route_table.hpp"
#include "plugin/library.hpp"
#include "plugin/selection.hpp"
#include "server/plugin_directory.hpp"

namespace siding::server {

namespace {

void append(Mistakes& mistakes, const Mistakes& more) {
  std::copy(more.begin(), more.end(), std::back_inserter(mistakes));
}

void read_manifests(Plan& plan, const config::Configuration& configuration) {
  const auto directory = plugin_directory(configuration);
  for (const auto& options : configuration.plugins) {
    auto manifest = plugin::inspect(options.file, directory);
    if (manifest) {
      plan.manifests.emplace(options.name, std::move(*manifest));
      continue;
    }
    Mistakes found = manifest.error();
    for (Mistake& mistake : found) mistake.place = options.place;
    append(options.on_error == plugin::OnError::disable ? plan.disabled : plan.mistakes, found);
  }
}

PlannedRoute plan_route(Plan& plan, const dispatch::RouteOptions& options, std::uint64_t body_limit) {
  PlannedRoute route{&options, {}, options.mode.value_or(Mode::sync), options.body_limit.value_or(body_limit)};
  const auto manifest = plan.manifests.find(options.plugin);
  if (manifest == plan.manifests.end()) return route;  // disabled, or a mistake already
  const auto handler = plugin::find_handler(manifest->second, options.handler, options.place);
  if (!handler) {
    append(plan.mistakes, handler.error());
    return route;
  }
  route.handler = (*handler)->name;
  const auto mode = plugin::resolve_mode(**handler, options.mode, options.mode_place);
  if (mode) {
    route.mode = *mode;
  } else {
    append(plan.mistakes, mode.error());
  }
  if (options.stream_body) {
    append(plan.mistakes, plugin::check_streams(route.handler, (*handler)->flags, options.body_place));
  }
  return route;
}

}  // namespace

Plan make_plan(const config::Configuration& configuration) {
  Plan plan;
  read_manifests(plan, configuration);
  const auto router = routing::Router::build(dispatch::patterns_of(configuration.routes));
  if (!router) append(plan.mistakes, router.error());
  for (const auto& options : configuration.routes) {
    plan.routes.push_back(plan_route(plan, options, configuration.limits.body));
  }
  return plan;
}

}  // namespace siding::server
