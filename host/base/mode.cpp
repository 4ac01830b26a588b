#include "base/mode.hpp"

namespace siding {

std::string_view to_string(Mode mode) noexcept {
  switch (mode) {
    case Mode::sync:
      return "sync";
    case Mode::async:
      return "async";
    case Mode::offload:
      return "offload";
  }
  return "unknown";
}

std::optional<Mode> mode_from(std::string_view name) noexcept {
  for (const Mode mode : {Mode::sync, Mode::async, Mode::offload}) {
    if (to_string(mode) == name) return mode;
  }
  return std::nullopt;
}

}  // namespace siding
