// bytes.hpp - what a configuration file may not contain, whatever YAML says.
#pragma once

#include "config/report.hpp"
#include "config/source.hpp"

namespace siding::config {

// Reports bytes that are not UTF-8, control characters, tabs that indent, and lines
// beyond the bound: yaml-cpp misreads them or ends the file there. One mistake per line.
void check_bytes(const Source& source, Report& report);

}  // namespace siding::config
