// table_diff.hpp - what becomes different when one table takes the place of another.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/configuration.hpp"

namespace siding::server {

struct ServedTable {
  const config::Configuration& configuration;
  std::vector<std::pair<std::string, std::string>> plugins;  // name, what its file holds
};

// A line each: "+ route /a ...", "- route /b ...", "~ route /c: timeout 30s, was 1s". Empty: nothing.
// Values of secrets are not shown: only that they are others.
std::vector<std::string> diff(const ServedTable& before, const ServedTable& after);

}  // namespace siding::server
