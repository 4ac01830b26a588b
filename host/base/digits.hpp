// digits.hpp - numbers in decimal, written to where there is room.
#pragma once

#include <charconv>
#include <cstdint>

namespace siding {

// 20 digits at most; where the next text goes.
inline char* put_number(char* to, std::uint64_t number) {
  constexpr int kLongest = 20;
  if (number < 10) return *to = static_cast<char>('0' + number), to + 1;
  return std::to_chars(to, to + kLongest, number).ptr;
}

// "007". REQUIRES: number < 1000.
inline char* put_three_digits(char* to, unsigned number) {
  to[0] = static_cast<char>('0' + number / 100);
  to[1] = static_cast<char>('0' + number / 10 % 10);
  to[2] = static_cast<char>('0' + number % 10);
  return to + 3;
}

}  // namespace siding
