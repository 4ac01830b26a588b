// sections.hpp - one function per section of routes.yaml.
//
// Each reads its part of the file into the options of the part that owns them.
#pragma once

#include <span>
#include <string_view>

#include "config/configuration.hpp"
#include "config/map_reader.hpp"
#include "config/report.hpp"

namespace siding::config {

// The whole file. What was refused has its default in the result.
Configuration read_configuration(const Node& root, Report& report);

void read_server(const Field& field, Configuration& configuration);
void read_limits(const Field& field, transport::Limits& limits);
void read_pools(const Field& field, std::vector<scheduler::PoolOptions>& pools);
void read_log(const Field& field, LogOptions& log);
void read_access_log(const Field& field, dispatch::AccessLogOptions& log);
void read_stall(const Field& field, scheduler::StallOptions& stall);
void read_plugins(const Field& field, std::vector<plugin::PluginOptions>& plugins);
// What a route begins with, in the form of a route.
void read_defaults(const Field& field, const Configuration& configuration, dispatch::RouteOptions& defaults);
// Pools and plugins are known by then; a plugin that only routes name is added.
void read_routes(const Field& field, const dispatch::RouteOptions& defaults, Configuration& configuration);

// What routes and defaults have in common: `pool:` (one of those there are), `timeout:`, `max_in_flight:`
// and `server_timing:`.
void read_bounds(MapReader& map, const Configuration& configuration, dispatch::RouteOptions& route);

inline constexpr unsigned kMostLoops = 1024;

// true or false
void read_flag(MapReader& map, std::string_view key, bool& flag);

// `format:` of the log and of the access log, and what their `file:` takes.
void read_log_format(MapReader& map, LogFormat& format);
inline constexpr std::string_view kLogFiles = "stderr, stdout or the path of a file";

// Every word that log.level takes.
std::span<const std::string_view> log_levels() noexcept;

}  // namespace siding::config
