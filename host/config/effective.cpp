#include "config/effective.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace siding::config {
namespace {

constexpr std::string_view kMasked = "***";

// A password belongs into the environment; where it does not come from there, its name gives it away.
bool sounds_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 9> kWords{"password", "passwd", "secret",     "token",  "api_key",
                                                          "apikey",   "dsn",    "credential", "private"};
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::string number_text(std::uint64_t number, std::string_view word = {}) {
  return number == 0 && !word.empty() ? std::string(word) : std::to_string(number);
}

std::string time_text(std::chrono::nanoseconds time, std::string_view word = {}) {
  return time.count() == 0 && !word.empty() ? std::string(word) : duration_text(time);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

class Listing {
 public:
  explicit Listing(const Configuration& configuration) : configuration_(configuration) {}

  // `fallback` is the key that is asked when this one is not written.
  void add(std::string key, std::string value, const std::string& fallback = {}) {
    const Origin* origin = find(key);
    if (!origin && !fallback.empty()) origin = find(fallback);
    if (origin && origin->secret) value = kMasked;
    values_.push_back({std::move(key), std::move(value), origin ? origin->where : "default"});
  }

  // What is as written, or else `value`.
  void add_written(const std::string& key, std::string value, const std::string& fallback = {}) {
    for (const std::string& written : {key, fallback}) {
      const Origin* const origin = find(written);
      if (!origin || origin->text.empty()) continue;
      values_.push_back({key, origin->secret ? std::string(kMasked) : origin->text, origin->where});
      return;
    }
    values_.push_back({key, std::move(value), "default"});
  }

  // The leaves of a plugin's configuration.
  void add_tree(const std::string& key, const Value& value, bool secret = false) {
    if (const auto* const map = std::get_if<Value::Map>(&value.data())) {
      for (const auto& [name, member] : *map) add_tree(key + '.' + name, member, secret || sounds_secret(name));
    } else if (const auto* const list = std::get_if<Value::List>(&value.data())) {
      for (std::size_t at = 0; at < list->size(); ++at)
        add_tree(key + '[' + std::to_string(at) + ']', (*list)[at], secret);
    } else {
      const std::string where = value.place().file_and_line();
      values_.push_back(
          {key, secret || value.secret() ? std::string(kMasked) : value.json(), where.empty() ? "default" : where});
    }
  }

  std::vector<EffectiveValue> take() { return std::move(values_); }

 private:
  const Origin* find(const std::string& key) const {
    const auto found = configuration_.origins.find(key);
    return found == configuration_.origins.end() ? nullptr : &found->second;
  }

  const Configuration& configuration_;
  std::vector<EffectiveValue> values_;
};

void list_limits(Listing& list, const transport::Limits& limits) {
  const std::string at = "server.limits.";
  list.add(at + "body", bytes_text(limits.body));
  list.add(at + "header", bytes_text(limits.header));
  list.add(at + "fields", std::to_string(limits.fields));
  list.add(at + "header_timeout", time_text(limits.header_timeout));
  list.add(at + "body_timeout", time_text(limits.body_timeout));
  list.add(at + "body_rate", bytes_text(limits.body_rate));
  list.add(at + "idle_timeout", time_text(limits.idle_timeout));
  list.add(at + "write_timeout", time_text(limits.write_timeout));
  list.add(at + "write_rate", bytes_text(limits.write_rate));
  list.add(at + "connections", std::to_string(limits.connections));
  list.add(at + "connections_per_address", std::to_string(transport::most_per_address(limits)));
}

void list_server(Listing& list, const Configuration& configuration) {
  std::vector<std::string> addresses;
  for (const Listen& listen : configuration.listen) addresses.push_back(listen.to_string());
  list.add("server.listen", joined(addresses));
  list.add_written("server.trusted_proxies", "[]");
  list.add_written("server.forwarded_field", "X-Forwarded-For");
  list.add_written("server.request_id_field", "none");
  list.add("server.admin", configuration.admin ? configuration.admin->to_string() : "off");
  list.add("server.loops", number_text(configuration.loops.loops, "auto"));
  list.add("server.io_uring", configuration.loops.io_uring ? "auto" : "off");
  list.add("server.shutdown_timeout", time_text(configuration.shutdown_timeout));
  list.add("server.plugin_dir", configuration.plugin_dir.empty() ? "auto" : configuration.plugin_dir.string());
  list_limits(list, configuration.limits);
}

void list_log(Listing& list, const LogOptions& log) {
  list.add("log.format", log.format == LogFormat::json ? "json" : "text");
  list.add("log.level", log.level);
  list.add("log.file", log.file);
  list.add_written("access_log.file", "none", "access_log");
  list.add_written("access_log.format", "text");
  list.add_written("access_log.query", "false");
}

void list_stall(Listing& list, const scheduler::StallOptions& stall) {
  static constexpr std::array<std::string_view, 4> kOnBlock{"ignore", "warn", "rescue", "abort"};
  using Backtrace = scheduler::StallOptions::Backtrace;
  list.add("stall.rescue_after", time_text(stall.rescue_after));
  list.add("stall.rescue_running_after", time_text(stall.rescue_running_after));
  list.add("stall.demote_after", std::to_string(stall.demote_after));
  list.add("stall.on_block", std::string(kOnBlock[static_cast<std::size_t>(stall.on_block)]));
  list.add("stall.backtrace", stall.backtrace == Backtrace::never ? "never" : "once");
}

void list_pool(Listing& list, const scheduler::PoolOptions& pool) {
  const std::string at = "pools." + pool.name + '.';
  list.add(at + "min", std::to_string(pool.min));
  list.add(at + "max", std::to_string(pool.max));
  list.add(at + "queue", std::to_string(pool.queue));
  list.add(at + "queue_timeout", time_text(pool.queue_timeout));
  list.add(at + "share", std::to_string(pool.route_share()));
}

void list_plugin(Listing& list, const plugin::PluginOptions& plugin) {
  const std::string at = "plugins." + plugin.name + '.';
  list.add(at + "file", plugin.file.string());
  list.add(at + "on_error", plugin.on_error == plugin::OnError::fail ? "fail" : "disable");
  list.add(at + "init_timeout", time_text(plugin.init_timeout));
  if (!std::holds_alternative<std::monostate>(plugin.config.data())) list.add_tree(at + "config", plugin.config);
}

void list_route(Listing& list, const dispatch::RouteOptions& route, std::size_t index) {
  const std::string at = "routes[" + std::to_string(index) + "].";
  list.add(at + "path", route.path);
  list.add(at + "plugin", route.plugin);
  list.add(at + "name", route.name);
  list.add(at + "methods", route.methods.empty() ? "GET" : joined(route.methods));
  list.add(at + "handler", route.handler.empty() ? "auto" : route.handler);
  list.add(at + "mode", route.mode ? std::string(to_string(*route.mode)) : "auto");
  list.add(at + "pool", route.pool, "defaults.pool");
  list.add(at + "timeout", time_text(route.timeout, "none"), "defaults.timeout");
  list.add(at + "max_in_flight", number_text(route.max_in_flight, "none"), "defaults.max_in_flight");
  const std::string body = route.stream_body ? "stream" : route.body_limit ? bytes_text(*route.body_limit) : "auto";
  list.add(at + "body", body);
  list.add_written(at + "server_timing", "false", "defaults.server_timing");
  if (!std::holds_alternative<std::monostate>(route.settings.data())) list.add_tree(at + "settings", route.settings);
}

}  // namespace

std::vector<EffectiveValue> effective(const Configuration& configuration) {
  Listing list(configuration);
  list_server(list, configuration);
  list_log(list, configuration.log);
  list_stall(list, configuration.stall);
  for (const auto& pool : configuration.pools) list_pool(list, pool);
  for (const auto& plugin : configuration.plugins) list_plugin(list, plugin);
  for (std::size_t at = 0; at < configuration.routes.size(); ++at) list_route(list, configuration.routes[at], at);
  return list.take();
}

}  // namespace siding::config
