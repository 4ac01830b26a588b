// lab_target.hpp - which route `siding lab` means, and the request to send it.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"
#include "config/configuration.hpp"
#include "server/lab_options.hpp"

namespace siding::server::lab {

struct Target {
  std::size_t route = 0;  // index into the configuration's routes
  std::string method;
  std::string path;     // as it is sent, with a query if one was given
  std::string request;  // the bytes of it
};

// A parameter of the pattern that `options.params` does not name is 1, the nil
// UUID or "x". The mistakes are of the command line (ExitCode::usage).
Result<Target, Mistakes> make_target(const config::Configuration& configuration, const Options& options);

}  // namespace siding::server::lab
