#include "server/plugin_contents.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include "server/plugin_directory.hpp"

namespace siding::server {

namespace {

// FNV-1a; nobody is to be kept from finding two files with the same one.
std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return "missing";
  std::uint64_t hash = 14695981039346656037u;
  std::size_t size = 0;
  std::array<char, 65536> space;
  while (file.read(space.data(), space.size()) || file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    for (std::size_t i = 0; i < count; ++i) hash = (hash ^ static_cast<unsigned char>(space[i])) * 1099511628211u;
    size += count;
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return std::to_string(size) + " bytes, " + text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> plugin_contents(const config::Configuration& configuration) {
  std::vector<std::pair<std::string, std::string>> contents;
  const auto directory = plugin_directory(configuration);
  for (const auto& plugin : configuration.plugins)
    contents.emplace_back(plugin.name, content_of(directory / plugin.file));
  return contents;
}

}  // namespace siding::server
