// plugin_contents.hpp - what the plugin files of a table hold, as numbers that can be compared.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/configuration.hpp"

namespace siding::server {

// Each plugin's name, and its file's size and hash; "missing" where it can't be read.
std::vector<std::pair<std::string, std::string>> plugin_contents(const config::Configuration& configuration);

}  // namespace siding::server
