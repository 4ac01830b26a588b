// effective.hpp - what holds, key by key, and where each value was written.
//
// What came from the environment is masked, and what plugins keep under a name
// that sounds like a secret.
#pragma once

#include <string>
#include <vector>

#include "config/configuration.hpp"

namespace siding::config {

struct EffectiveValue {
  std::string key;     // "server.limits.body", "routes[2].timeout"
  std::string value;   // as routes.yaml would have it
  std::string source;  // "routes.yaml:12", "the command line" or "default"
};

// In the order of config/reference.yaml.
std::vector<EffectiveValue> effective(const Configuration& configuration);

}  // namespace siding::config
