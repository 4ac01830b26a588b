#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

void read_pool(MapReader& map, const Configuration& configuration, std::string& pool) {
  const auto field = map.find("pool");
  if (!field) return;
  const auto name = Name{}(*field);
  if (!name) return;
  std::vector<std::string_view> known;
  for (const auto& each : configuration.pools) {
    if (each.name == *name) pool = *name;
    known.push_back(each.name);
  }
  if (pool == *name) return;
  const std::string_view near = nearest(*name, known);
  field->refuse_written("is no pool",
                        listing(known) + (near.empty() ? "" : "; did you mean `" + std::string(near) + "`?"));
}

}  // namespace

void read_bounds(MapReader& map, const Configuration& configuration, dispatch::RouteOptions& route) {
  read_pool(map, configuration, route.pool);
  map.read("timeout", route.timeout, Duration{.word = "none"});
  map.read("max_in_flight", route.max_in_flight, Number{.least = 1, .most = 1'000'000, .word = "none"});
  read_flag(map, "server_timing", route.server_timing);
}

void read_defaults(const Field& field, const Configuration& configuration, dispatch::RouteOptions& defaults) {
  MapReader map(field);
  read_bounds(map, configuration, defaults);
}

}  // namespace siding::config
