// syntax.hpp - what yaml-cpp's parser means, in the operator's words.
#pragma once

#include <optional>
#include <string_view>

#include "base/mistake.hpp"
#include "base/place.hpp"
#include "config/source.hpp"

namespace siding::config {

// Where the parser stood when it gave up.
struct SyntaxError {
  std::string_view message;  // yaml-cpp's
  Place place;
  std::optional<Place> last_scalar;  // the value it read last
  std::optional<Place> last_closed;  // the `[` or `{` of the flow collection it finished last
  std::optional<Place> open_flow;    // the innermost `[` or `{` that waits for its end
};

// Its place is where the cure is needed, often before the place of the error.
Mistake explain(const SyntaxError& error, const Source& source);

}  // namespace siding::config
