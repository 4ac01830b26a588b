// report.hpp - what `siding plugins inspect` says of a plugin library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "plugin/library.hpp"
#include "plugin/manifest.hpp"

namespace siding::plugin {

struct Report {
  std::filesystem::path file;
  std::uint64_t size = 0;  // bytes
  std::string build;       // compiler and flags, as the plugin says
  Manifest manifest;
};

Report report(const PluginLibrary& library);

// For people, several lines, with a line end.
std::string to_text(const Report& report);
// For programs: one JSON object on one line, with a line end.
std::string to_json(const Report& report);

}  // namespace siding::plugin
