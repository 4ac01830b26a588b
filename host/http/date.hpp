// date.hpp - the Date field's value.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

namespace siding::http {

// "Sun, 06 Nov 1994 08:49:37 GMT", not terminated.
using DateText = std::array<char, 29>;

// IMF-fixdate (RFC 9110, 5.6.7). REQUIRES: the years 0000 to 9999.
DateText imf_fixdate(std::chrono::sys_seconds time) noexcept;

inline std::string_view view(const DateText& text) {
  return {text.data(), text.size()};
}

}  // namespace siding::http
