#include "server/table_diff.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace siding::server {

namespace {

// One thing that can change: as it is compared, and as it may be shown.
struct Property {
  std::string name;
  std::string value;
  std::string shown;
};

// What belongs together: a route, a pool.
struct Subject {
  std::string name;
  std::vector<Property> properties;
  std::string summary;  // said of one that is new or gone

  void add(std::string property, const std::string& value) {
    properties.push_back({std::move(property), value, value});
  }
  void add(std::string property, std::chrono::nanoseconds value) {
    add(std::move(property), value.count() == 0 ? std::string("none") : duration_text(value));
  }
  void add(std::string property, std::uint64_t value) { add(std::move(property), std::to_string(value)); }
  void add(std::string property, const Value& value) {
    properties.push_back({std::move(property), value.json(), value.masked_json()});
  }
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Subject subject_of(const dispatch::RouteOptions& route) {
  const std::string methods = route.methods.empty() ? "GET" : joined(route.methods);
  Subject subject{.name = "route " + route.name, .properties = {}, .summary = {}};
  subject.summary = methods + " " + route.path + ", plugin " + route.plugin;
  if (!route.handler.empty()) subject.summary += ", handler " + route.handler;
  subject.add("path", route.path);
  subject.add("methods", methods);
  subject.add("plugin", route.plugin);
  subject.add("handler", route.handler.empty() ? std::string("the only one") : route.handler);
  subject.add("mode", route.mode ? std::string(to_string(*route.mode)) : std::string("the handler's"));
  subject.add("pool", route.pool);
  subject.add("timeout", route.timeout);
  subject.add("max_in_flight", route.max_in_flight == 0 ? std::string("none") : std::to_string(route.max_in_flight));
  const std::string body = route.body_limit ? bytes_text(*route.body_limit) : "server.limits.body";
  subject.add("body", route.stream_body ? std::string("stream") : body);
  subject.add("settings", route.settings);
  return subject;
}

Subject subject_of(const scheduler::PoolOptions& pool) {
  Subject subject{.name = "pool " + pool.name, .properties = {}, .summary = {}};
  subject.summary = std::to_string(pool.min) + " to " + std::to_string(pool.max) + " threads";
  subject.add("min", std::uint64_t{pool.min});
  subject.add("max", std::uint64_t{pool.max});
  subject.add("queue", std::uint64_t{pool.queue});
  subject.add("queue_timeout", pool.queue_timeout);
  subject.add("share", std::uint64_t{pool.route_share()});
  return subject;
}

Subject subject_of(const plugin::PluginOptions& plugin, const ServedTable& table) {
  Subject subject{.name = "plugin " + plugin.name, .properties = {}, .summary = plugin.file.string()};
  subject.add("file", plugin.file.string());
  const auto content = std::find_if(table.plugins.begin(), table.plugins.end(),
                                    [&](const auto& one) { return one.first == plugin.name; });
  subject.add("content", content == table.plugins.end() ? std::string("not known") : content->second);
  subject.add("config", plugin.config);
  subject.add("on_error", plugin.on_error == plugin::OnError::fail ? std::string("fail") : std::string("disable"));
  subject.add("init_timeout", plugin.init_timeout);
  return subject;
}

Subject server_of(const config::Configuration& configuration) {
  Subject subject{.name = "server", .properties = {}, .summary = {}};
  std::vector<std::string> addresses;
  for (const auto& listen : configuration.listen) addresses.push_back(listen.to_string());
  subject.add("listen", joined(addresses));
  subject.add("loops", std::uint64_t{configuration.loops.loops});
  subject.add("io_uring", configuration.loops.io_uring ? "auto" : "off");
  subject.add("shutdown_timeout", configuration.shutdown_timeout);
  subject.add("plugin_dir", configuration.plugin_dir.string());
  subject.add("log.level", configuration.log.level);
  subject.add("log.file", configuration.log.file);
  return subject;
}

Subject limits_of(const transport::Limits& limits) {
  Subject subject{.name = "server.limits", .properties = {}, .summary = {}};
  subject.add("body", bytes_text(limits.body));
  subject.add("header", bytes_text(limits.header));
  subject.add("fields", std::uint64_t{limits.fields});
  subject.add("header_timeout", limits.header_timeout);
  subject.add("body_timeout", limits.body_timeout);
  subject.add("body_rate", bytes_text(limits.body_rate));
  subject.add("idle_timeout", limits.idle_timeout);
  subject.add("write_timeout", limits.write_timeout);
  subject.add("write_rate", bytes_text(limits.write_rate));
  subject.add("connections", std::uint64_t{limits.connections});
  subject.add("connections_per_address", std::uint64_t{transport::most_per_address(limits)});
  return subject;
}

Subject stall_of(const scheduler::StallOptions& stall) {
  constexpr std::array<std::string_view, 4> kActions{"ignore", "warn", "rescue", "abort"};
  Subject subject{.name = "stall", .properties = {}, .summary = {}};
  subject.add("rescue_after", stall.rescue_after);
  subject.add("rescue_running_after", stall.rescue_running_after);
  subject.add("demote_after", std::uint64_t{stall.demote_after});
  subject.add("on_block", std::string(kActions[static_cast<std::size_t>(stall.on_block)]));
  return subject;
}

Subject supervisor_of(const supervisor::SupervisorOptions& options) {
  Subject subject{.name = "server.supervisor", .properties = {}, .summary = {}};
  subject.add("quarantine_after", std::uint64_t{options.quarantine_after});
  subject.add("quarantine_window", options.quarantine_window);
  subject.add("quarantine_for", options.quarantine_for);
  return subject;
}

std::vector<Subject> subjects_of(const ServedTable& table) {
  const config::Configuration& configuration = table.configuration;
  std::vector<Subject> subjects{server_of(configuration), supervisor_of(configuration.supervisor),
                                limits_of(configuration.limits), stall_of(configuration.stall)};
  for (const auto& pool : configuration.pools) subjects.push_back(subject_of(pool));
  for (const auto& plugin : configuration.plugins) subjects.push_back(subject_of(plugin, table));
  for (const auto& route : configuration.routes) subjects.push_back(subject_of(route));
  return subjects;
}

const Subject* find(const std::vector<Subject>& subjects, const std::string& name) {
  const auto found = std::find_if(subjects.begin(), subjects.end(), [&](const auto& one) { return one.name == name; });
  return found == subjects.end() ? nullptr : &*found;
}

// Both have the same properties, in the same order.
std::string changes(const Subject& before, const Subject& after) {
  std::string text;
  for (std::size_t i = 0; i < after.properties.size(); ++i) {
    const Property& now = after.properties[i];
    const Property& then = before.properties[i];
    if (now.value == then.value) continue;
    const bool telling = now.shown != then.shown;  // else only secrets differ
    text +=
        (text.empty() ? "" : "; ") + now.name + (telling ? " " + now.shown + ", was " + then.shown : " is another one");
  }
  return text;
}

}  // namespace

std::vector<std::string> diff(const ServedTable& before, const ServedTable& after) {
  const auto old_subjects = subjects_of(before);
  const auto new_subjects = subjects_of(after);
  std::vector<std::string> lines;
  for (const Subject& old_one : old_subjects) {
    if (!find(new_subjects, old_one.name)) lines.push_back("- " + old_one.name + ": " + old_one.summary);
  }
  for (const Subject& new_one : new_subjects) {
    const Subject* const old_one = find(old_subjects, new_one.name);
    if (!old_one) {
      lines.push_back("+ " + new_one.name + ": " + new_one.summary);
    } else if (const std::string text = changes(*old_one, new_one); !text.empty()) {
      lines.push_back("~ " + new_one.name + ": " + text);
    }
  }
  return lines;
}

}  // namespace siding::server
