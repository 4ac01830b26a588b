// methods.hpp - `methods:` of a route.
#pragma once

#include <string>
#include <vector>

#include "config/field.hpp"

namespace siding::config {

// One method or a list of them, each once. Refused ones are left out.
void read_methods(const Field& field, std::vector<std::string>& methods);

}  // namespace siding::config
