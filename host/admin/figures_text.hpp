// figures_text.hpp - numbers as sentences have them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace siding::admin {

std::string time_text(std::chrono::nanoseconds time);  // "18 us", "3.2 ms", "1.5 s"
std::string number_text(double number);                // "0.02", "3.5", "120"
inline std::string rate_text(double per_second) {
  return number_text(per_second);
}
std::string counted(std::uint64_t count, std::string_view one);  // "1 stall", "3 stalls"
std::string quoted(std::string_view text);                       // as YAML: "/a/{id}"

}  // namespace siding::admin
