#include "config/route_names.hpp"

#include "config/readers.hpp"

namespace siding::config {
namespace {

std::string with_methods(const dispatch::RouteOptions& route) {
  std::string methods;
  for (const std::string& method : route.methods) methods += (methods.empty() ? "" : ",") + method;
  return (methods.empty() ? "GET" : methods) + ' ' + route.path;
}

}  // namespace

void RouteNames::read(MapReader& map, dispatch::RouteOptions& route) {
  const auto field = map.find("name");
  if (!field) {
    route.name = route.path;
    if (!taken_.emplace(route.name, route.place).second) route.name = with_methods(route);
    taken_.emplace(route.name, route.place);
    return;
  }
  const auto name = Text{"the name of the route, for logs and metrics"}(*field);
  if (!name) return;
  route.name = *name;
  const auto [first, is_new] = taken_.emplace(*name, field->node.place);
  if (is_new) return;
  field->refuse_written("is the name of the route on line " + std::to_string(first->second.line) + " already",
                        "a name of its own for every route");
}

}  // namespace siding::config
