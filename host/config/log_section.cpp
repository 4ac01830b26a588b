#include <array>

#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {

std::span<const std::string_view> log_levels() noexcept {
  static constexpr std::array<std::string_view, 8> kLevels{"trace",   "debug", "info",     "warn",
                                                           "warning", "error", "critical", "off"};
  return kLevels;
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

}  // namespace siding::config
