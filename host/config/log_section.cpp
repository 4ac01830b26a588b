#include <array>
#include <optional>
#include <string>

#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {

std::span<const std::string_view> log_levels() noexcept {
  static constexpr std::array<std::string_view, 8> kLevels{"trace",   "debug", "info",     "warn",
                                                           "warning", "error", "critical", "off"};
  return kLevels;
}

void read_flag(MapReader& map, std::string_view key, bool& flag) {
  static constexpr std::array<std::string_view, 2> kWords{"true", "false"};
  std::string word;
  if (map.read(key, word, Choice{kWords})) flag = word == "true";
}

void read_log_format(MapReader& map, LogFormat& format) {
  static constexpr std::array<std::string_view, 2> kFormats{"text", "json"};
  std::string word;
  if (map.read("format", word, Choice{kFormats})) format = word == "json" ? LogFormat::json : LogFormat::text;
}

void read_log(const Field& field, LogOptions& log) {
  MapReader map(field);
  read_log_format(map, log.format);
  map.read("level", log.level, Choice{log_levels()});
  if (const auto file = map.find("file")) log.place = file->node.place;
  map.read("file", log.file, Text{kLogFiles});
}

void read_access_log(const Field& field, dispatch::AccessLogOptions& log) {
  log.place = field.node.place;
  const bool is_map = field.node.kind == Node::Kind::map;
  std::optional<std::string> file;
  if (is_map) {
    MapReader map(field);
    map.require("file", "`file:` says where the access log goes: " + std::string(kLogFiles));
    if (const auto given = map.find("file")) log.place = given->node.place;
    std::string text;
    if (map.read("file", text, Text{kLogFiles})) file = text;
    read_log_format(map, log.format);
    read_flag(map, "query", log.query);
  } else {
    file = Text{"none, stderr, stdout, the path of a file, or a map with `file:`"}(field);
  }
  if (file && *file != "none") log.file = *file;
}

}  // namespace siding::config
