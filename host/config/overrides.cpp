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
  if (overrides.admin && *overrides.admin != "off" && !parse_listen(*overrides.admin)) {
    mistakes.push_back(usage("--admin: `" + *overrides.admin + "` is no address with a port",
                             "expected ADDRESS:PORT, such as 127.0.0.1:9901, or off"));
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

void note_origins(const Overrides& overrides, Configuration& configuration) {
  const auto note = [&](bool given, const char* key) {
    if (given) configuration.origins[key] = {"the command line", {}, false};
  };
  note(overrides.host || overrides.port, "server.listen");
  note(overrides.admin.has_value(), "server.admin");
  note(overrides.loops.has_value(), "server.loops");
  note(overrides.log_level.has_value(), "log.level");
  note(overrides.plugin_dir.has_value(), "server.plugin_dir");
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
  if (overrides.admin) configuration.admin.reset();
  if (overrides.admin && *overrides.admin != "off") configuration.admin = *parse_listen(*overrides.admin);
  if (overrides.loops) configuration.loops.loops = *overrides.loops;
  if (overrides.log_level) configuration.log.level = *overrides.log_level;
  if (overrides.plugin_dir) configuration.plugin_dir = std::filesystem::absolute(*overrides.plugin_dir);
  note_origins(overrides, configuration);
  return {};
}

}  // namespace siding::config
