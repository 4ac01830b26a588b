// environment.hpp - `${NAME}` inside values.
#pragma once

#include <optional>
#include <string>

#include "config/node.hpp"
#include "config/report.hpp"

namespace siding::config {

struct Expanded {
  std::string text;
  bool from_environment = false;  // a secret: never quote it in a message
};

// The scalar's text with every `${NAME}` replaced; `$${` stands for `${`. Reports
// a variable that is not set, a name that is none, and a `${` without end.
std::optional<Expanded> expand(const Node& scalar, Report& report);

}  // namespace siding::config
