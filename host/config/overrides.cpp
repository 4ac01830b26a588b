#include "config/overrides.hpp"

#include <algorithm>
#include <utility>

#include "config/listen.hpp"
#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

Mistake usage(std::string what, std::string fix) {
  return {.code = ExitCode::usage, .place = {}, .what = std::move(what), .fix = std::move(fix), .quoted = {}};
}

Mistakes check(const Overrides& overrides) {
  Mistakes mistakes;
  if (overrides.host && !numeric_host(*overrides.host)) {
    mistakes.push_back(usage("--host: `" + *overrides.host + "` is not an IP address",
                             "expected an IPv4 or IPv6 address, or localhost"));
  }
  const auto levels = log_levels();
  if (overrides.log_level && std::find(levels.begin(), levels.end(), *overrides.log_level) == levels.end()) {
    mistakes.push_back(
        usage("--log-level: `" + *overrides.log_level + "` is not known", "expected " + listing(levels)));
  }
  if (overrides.loops && *overrides.loops > kMostLoops) {
    mistakes.push_back(usage("--loops: `" + std::to_string(*overrides.loops) + "` is out of range",
                             "expected at most " + std::to_string(kMostLoops)));
  }
  return mistakes;
}

}  // namespace

Mistakes apply(const Overrides& overrides, Configuration& configuration) {
  Mistakes mistakes = check(overrides);
  if (!mistakes.empty()) return mistakes;
  if (overrides.host || overrides.port) {
    Listen only = configuration.listen.empty() ? Listen{} : configuration.listen.front();
    if (overrides.host) only.host = *numeric_host(*overrides.host);
    if (overrides.port) only.port = *overrides.port;
    only.place = {};
    configuration.listen = {only};
  }
  if (overrides.loops) configuration.loops.loops = *overrides.loops;
  if (overrides.log_level) configuration.log.level = *overrides.log_level;
  if (overrides.plugin_dir) configuration.plugin_dir = std::filesystem::absolute(*overrides.plugin_dir);
  return {};
}

}  // namespace siding::config
