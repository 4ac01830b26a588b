// route_names.hpp - one name per route, for logs and metrics.
#pragma once

#include <map>
#include <string>

#include "config/map_reader.hpp"
#include "dispatch/options.hpp"

namespace siding::config {

class RouteNames {
 public:
  // Reads `name:` of a route whose path and methods are read already. A name that
  // another route has is reported. Without one it is the path, or "POST /path" when
  // an earlier route has that name.
  void read(MapReader& map, dispatch::RouteOptions& route);

 private:
  std::map<std::string, Place> taken_;
};

}  // namespace siding::config
