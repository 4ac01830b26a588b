#include <array>

#include "config/free_form.hpp"
#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

constexpr std::array<std::string_view, 2> kOnError{"fail", "disable"};
constexpr Text kFile{"the plugin's file, such as hello.so"};

void read_plugin_map(const Field& field, plugin::PluginOptions& plugin) {
  MapReader map(field);
  map.read("file", plugin.file, kFile);
  map.read("config", plugin.config, Settings{});
  std::string on_error;
  map.read("on_error", on_error, Choice{kOnError});
  if (on_error == "disable") plugin.on_error = plugin::OnError::disable;
  map.read("init_timeout", plugin.init_timeout, Duration{});
}

plugin::PluginOptions read_plugin(const Field& field, const Node& key) {
  plugin::PluginOptions plugin;
  plugin.name = key.text;
  plugin.file = key.text + ".so";
  plugin.place = key.place;
  if (field.node.kind == Node::Kind::map) {
    read_plugin_map(field, plugin);
  } else if (field.node.kind != Node::Kind::null) {
    if (const auto file = kFile(field)) plugin.file = *file;
  }
  return plugin;
}

}  // namespace

void read_plugins(const Field& field, std::vector<plugin::PluginOptions>& plugins) {
  if (field.node.kind != Node::Kind::null) field.is(Node::Kind::map, "a map from the name of a plugin to its file");
  for (const Member& member : field.node.members) {
    const Field entry{member.value, field.path + '.' + member.key.text, field.report};
    if (Name{}({member.key, entry.path, field.report})) plugins.push_back(read_plugin(entry, member.key));
  }
}

}  // namespace siding::config
