// overrides.hpp - what the command line says instead of the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/mistake.hpp"
#include "config/configuration.hpp"

namespace siding::config {

struct Overrides {
  std::optional<std::string> host;  // an address, or localhost
  std::optional<std::uint16_t> port;
  std::optional<std::string> admin = std::nullopt;  // ADDRESS:PORT, or off
  std::optional<unsigned> loops;                    // 0 = one per core
  std::optional<std::string> log_level;
  std::optional<std::filesystem::path> plugin_dir;  // relative to the working directory
};

// One address remains when host or port is given: the first of the file, with
// that part replaced. The mistakes carry ExitCode::usage and no place; with any,
// the configuration is left alone.
Mistakes apply(const Overrides& overrides, Configuration& configuration);

}  // namespace siding::config
