// plugin_directory.hpp - where plugin libraries are looked for.
#pragma once

#include <filesystem>

#include "config/configuration.hpp"

namespace siding::server {

// `plugin_dir` of the configuration, relative to its file; else `../plugins`
// beside the binary (a build tree), `../lib/siding/plugins` (an installation),
// or /usr/lib/siding/plugins, the first that exists.
std::filesystem::path plugin_directory(const config::Configuration& configuration);

}  // namespace siding::server
