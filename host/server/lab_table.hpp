// lab_table.hpp - the report for people, line by line, and as JSON.
//
// The lines of the table have fixed widths, so that each mode is shown when it
// is done.
#pragma once

#include <string>

#include "server/lab_report.hpp"

namespace siding::server::lab {

std::string heading(const Report& report);  // what is measured, and the head of the table
std::string row(const Report& report, const Measurement& run);
std::string conclusion(const Report& report);  // floor, Little's law, advice

std::string to_json(const Report& report);

}  // namespace siding::server::lab
