// lab_usage.hpp - what is wrong with the command line of `siding lab`.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/mistake.hpp"

namespace siding::server::lab {

inline Mistakes usage(std::string what, std::string fix) {
  return {{ExitCode::usage, {}, std::move(what), std::move(fix), {}}};
}

inline std::string ticked(std::string_view text) {
  return "`" + std::string{text} + "`";
}

}  // namespace siding::server::lab
