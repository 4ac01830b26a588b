// field.hpp - one value of the file, its place and its dotted path.
#pragma once

#include <optional>
#include <string>

#include "config/environment.hpp"
#include "config/node.hpp"
#include "config/report.hpp"

namespace siding::config {

struct Field {
  const Node& node;
  std::string path;  // "server.limits.header"
  Report& report;

  // "`server.limits.header`: " + what. `expected` completes "expected ".
  void refuse(const std::string& what, const std::string& expected) const;
  // The same, and what is written there: "`12` " + what. Of a value from the environment only its name is shown.
  void refuse_written(const std::string& what, const std::string& expected) const;
  // The expanded text of a scalar; anything else is refused.
  std::optional<Expanded> scalar(const std::string& expected) const;
  // Whether it is of that kind; refused when not.
  bool is(Node::Kind kind, const std::string& expected) const;

  Field item(std::size_t index) const;
};

}  // namespace siding::config
