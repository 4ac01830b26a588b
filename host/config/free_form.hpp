// free_form.hpp - the parts of the file that a plugin interprets, not the host.
//
// Types follow YAML 1.2: quoted is text; true/false, whole numbers and decimals
// are what they look like; the rest is text. An unquoted `${NAME}` is typed by
// its value, a quoted one is text whatever it holds.
#pragma once

#include <optional>

#include "base/value.hpp"
#include "config/field.hpp"

namespace siding::config {

// Reports what other YAML readers would take for something else (`yes`, `on`, 0777)
// and numbers that do not fit.
Value read_value(const Field& field);

// A map, or nothing written; anything else is reported.
struct Settings {
  std::optional<Value> operator()(const Field& field) const;
};

}  // namespace siding::config
