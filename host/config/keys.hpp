// keys.hpp - what is wrong with the keys of a tree, at any depth.
#pragma once

#include "config/node.hpp"
#include "config/report.hpp"

namespace siding::config {

// Reports duplicate keys with both lines, merge keys, and keys that are no text.
void check_keys(const Node& root, Report& report);

}  // namespace siding::config
