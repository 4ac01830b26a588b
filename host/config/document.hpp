// document.hpp - from the bytes of a file to its one YAML document.
//
// With tree_builder the only code that sees yaml-cpp.
#pragma once

#include <optional>

#include "config/node.hpp"
#include "config/report.hpp"
#include "config/source.hpp"

namespace siding::config {

// nullopt when there is no tree to look into; the report says why. An empty file is a null node.
std::optional<Node> read_document(const Source& source, Report& report);

}  // namespace siding::config
