// lab_advice.hpp - what to write into routes.yaml, from what was measured.
//
// The mode with the fewest threads of those that are about as fast as the
// fastest; never one in which the handler held an event loop.
#pragma once

#include <optional>
#include <string>

#include "base/mode.hpp"
#include "server/lab_report.hpp"

namespace siding::server::lab {

struct Advice {
  std::optional<Mode> mode;  // none: no mode answered without errors
  std::string text;          // one sentence
};

// REQUIRES: at least one run.
Advice advise(const Report& report);

}  // namespace siding::server::lab
