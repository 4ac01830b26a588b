// lab_run.hpp - the load on one route in one mode, against a server made for it.
//
// The server runs in a child process: a mode starts with nothing that another one
// left behind, and a plugin that crashes or hangs is a sentence, not the end.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "config/configuration.hpp"
#include "server/lab_measurement.hpp"
#include "server/lab_target.hpp"

namespace siding::server::lab {

struct Experiment {
  config::Configuration configuration;  // as it is written
  Target target;
  unsigned requests = 0;
  unsigned concurrency = 0;
  std::chrono::nanoseconds timeout{};    // for the load of one mode
  std::optional<std::string> log_level;  // the server's log goes to standard error; none = nowhere
};

// REQUIRES: the calling process has one thread.
Result<Measurement, Mistakes> measure(const Experiment& experiment, Mode mode);

}  // namespace siding::server::lab
