// routes.hpp - patterns and routers in one line, for the tests of this folder.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "routing/router.hpp"

namespace siding::routing {

// A pattern as if written in that line of routes.yaml.
inline Pattern pattern(std::string path, std::vector<std::string> methods = {}, unsigned line = 0) {
  Place place;
  if (line != 0) place = {std::make_shared<const std::string>("routes.yaml"), line, 5};
  return {std::move(path), std::move(methods), std::move(place)};
}

// REQUIRES: no mistakes.
inline Router router_of(const std::vector<Pattern>& patterns) {
  auto router = Router::build(patterns);
  REQUIRE(router.has_value());
  return std::move(*router);
}

inline Router router_of(std::initializer_list<const char*> paths) {
  std::vector<Pattern> patterns;
  for (const auto* path : paths) patterns.push_back(pattern(path));
  return router_of(patterns);
}

}  // namespace siding::routing
