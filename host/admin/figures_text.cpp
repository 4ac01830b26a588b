#include "admin/figures_text.hpp"

#include <cmath>
#include <cstdio>

namespace siding::admin {

std::string number_text(double number) {
  char text[32];
  const int decimals = number == 0 || number >= 10 ? 0 : number >= 1 ? 1 : 2;
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

std::string time_text(std::chrono::nanoseconds time) {
  const auto ns = static_cast<double>(time.count());
  if (ns < 1e6) return number_text(ns / 1e3) + " us";
  if (ns < 1e9) return number_text(ns / 1e6) + " ms";
  return number_text(ns / 1e9) + " s";
}

std::string counted(std::uint64_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';  // a path holds no quote and no backslash
}

}  // namespace siding::admin
