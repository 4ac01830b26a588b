#include "config/configuration.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "config/document.hpp"
#include "config/keys.hpp"
#include "config/readers.hpp"
#include "config/sections.hpp"
#include "config/source.hpp"

namespace siding::config {
namespace {

void read_version(MapReader& file) {
  std::uint64_t version = 0;
  file.require("version", "`version: 1` says how the rest is to be read");
  file.read("version", version, Number{.least = 1, .most = 1});
}

// There is always a pool called "default" and an address to listen on.
void complete(Configuration& configuration) {
  const auto is_default = [](const scheduler::PoolOptions& pool) { return pool.name == "default"; };
  auto& pools = configuration.pools;
  if (std::none_of(pools.begin(), pools.end(), is_default)) pools.insert(pools.begin(), scheduler::PoolOptions{});
  if (configuration.listen.empty()) configuration.listen.emplace_back();
}

// A value, or one of a list, that takes anything from the environment.
bool is_secret(const Node& node) {
  const auto secret = [](const Node& one) { return one.text.find("${") != std::string::npos; };
  return secret(node) || std::any_of(node.items.begin(), node.items.end(), secret);
}

std::string text_of(const Node& node) {
  if (node.kind != Node::Kind::list) return node.text;
  std::string text;
  for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + item.text;
  return '[' + text + ']';
}

std::map<std::string, Origin> origins_of(const Report& report) {
  std::map<std::string, Origin> origins;
  for (const auto& [path, node] : report.present()) {
    origins[path] = {node->place.file_and_line(), text_of(*node), is_secret(*node)};
  }
  return origins;
}

Result<Configuration, Mistakes> read(const Source& source) {
  Report report(source);
  Configuration configuration;
  if (const auto root = read_document(source, report)) {
    check_keys(*root, report);
    configuration = read_configuration(*root, report);
    configuration.origins = origins_of(report);
  }
  if (report.count() > 0) return report.take();
  return configuration;
}

}  // namespace

Configuration read_configuration(const Node& root, Report& report) {
  Configuration configuration;
  dispatch::RouteOptions defaults;
  const Field whole{root, "", report};
  if (root.kind == Node::Kind::null) report.add(root.place, "the file is empty", "expected `version: 1` and `routes:`");
  if (root.kind == Node::Kind::null) return configuration;
  MapReader file(whole);
  if (root.kind != Node::Kind::map) return configuration;
  read_version(file);
  if (const auto field = file.find("server")) read_server(*field, configuration);
  if (const auto field = file.find("log")) read_log(*field, configuration.log);
  if (const auto field = file.find("access_log")) read_access_log(*field, configuration.access_log);
  if (const auto field = file.find("stall")) read_stall(*field, configuration.stall);
  if (const auto field = file.find("pools")) read_pools(*field, configuration.pools);
  complete(configuration);
  if (const auto field = file.find("plugins")) read_plugins(*field, configuration.plugins);
  if (const auto field = file.find("defaults")) read_defaults(*field, configuration, defaults);
  file.require("routes", "`routes:` lists what is served; `routes: []` serves nothing");
  if (const auto field = file.find("routes")) read_routes(*field, defaults, configuration);
  return configuration;
}

Result<Configuration, Mistakes> parse(std::string_view text, std::string_view name) {
  auto configuration = read(Source(text, name));
  if (configuration) configuration->file = name;
  return configuration;
}

Result<std::string, Mistakes> read_file(const std::filesystem::path& file) {
  auto source = Source::read(file);
  if (!source) return source.error();
  return source->text();
}

Result<Configuration, Mistakes> load_text(std::string_view text, const std::filesystem::path& file) {
  auto configuration = read(Source(text, file.string()));
  if (!configuration) return configuration;
  configuration->file = file;
  const auto folder = std::filesystem::absolute(file).parent_path();
  std::filesystem::path& plugins = configuration->plugin_dir;
  if (!plugins.empty()) plugins = (folder / plugins).lexically_normal();
  for (std::string* const log : {&configuration->log.file, &configuration->access_log.file}) {
    if (!log->empty() && is_path(*log)) *log = (folder / *log).lexically_normal();
  }
  return configuration;
}

Result<Configuration, Mistakes> load(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  return load_text(*text, file);
}

}  // namespace siding::config
