// lab_options.hpp - what the command line of `siding lab` says.
#pragma once

#include <string>
#include <vector>

namespace siding::server::lab {

struct Options {
  std::string route;  // a name, a pattern, or a path that leads to the route; may have "METHOD " before it
  unsigned requests = 200;
  unsigned concurrency = 100;             // of them at once
  std::vector<std::string> headers = {};  // "Name: value"
  std::vector<std::string> params = {};   // "name=value"
  std::string body = {};
  std::string timeout = "5m";  // for the load of one mode, with its unit
  bool json = false;
};

}  // namespace siding::server::lab
