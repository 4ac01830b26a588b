#include "server/lab_text.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace siding::server::lab {

namespace {

std::string three_digits(double value) {
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

}  // namespace

std::string time_text(std::chrono::nanoseconds time) {
  const double milliseconds = std::chrono::duration<double, std::milli>(time).count();
  return milliseconds < 999.5 ? three_digits(milliseconds) + " ms" : three_digits(milliseconds / 1000) + " s";
}

std::string rate_text(double per_second) {
  return three_digits(per_second);
}

std::string threads_text(double threads) {
  if (threads > 0 && threads < 0.95) return three_digits(threads) + " threads";
  const long whole = std::lround(threads);
  return std::to_string(whole) + (whole == 1 ? " thread" : " threads");
}

}  // namespace siding::server::lab
