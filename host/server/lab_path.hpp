// lab_path.hpp - a path that a route's pattern matches.
#pragma once

#include <span>
#include <string>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "dispatch/options.hpp"

namespace siding::server::lab {

// Percent-encoded. `params` are "name=value"; a parameter that none names is 1,
// the nil UUID or "x". REQUIRES: the pattern is valid.
Result<std::string, Mistakes> sample_path(const dispatch::RouteOptions& route, std::span<const std::string> params);

}  // namespace siding::server::lab
