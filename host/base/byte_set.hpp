// byte_set.hpp - a class of bytes, asked with one look into a table.
#pragma once

#include <array>
#include <string_view>

namespace siding {

class ByteSet {
 public:
  static constexpr ByteSet range(unsigned char first, unsigned char last) {
    ByteSet set;
    for (unsigned c = first; c <= last; ++c) set.bytes_[c] = true;
    return set;
  }

  // The ASCII letters and digits, and `others`.
  static constexpr ByteSet alphanumeric(std::string_view others) {
    ByteSet set = range('0', '9').with(others);
    for (unsigned c = 'A'; c <= 'Z'; ++c) set.bytes_[c] = set.bytes_[c + ('a' - 'A')] = true;
    return set;
  }

  constexpr ByteSet with(std::string_view others) const { return marked(others, true); }
  constexpr ByteSet without(std::string_view others) const { return marked(others, false); }

  constexpr bool has(char c) const noexcept { return bytes_[static_cast<unsigned char>(c)]; }

  constexpr bool has_all(std::string_view text) const noexcept { return end(text) == text.data() + text.size(); }

  // Where the bytes of the set end that `text` begins with.
  constexpr const char* end(std::string_view text) const noexcept {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (end - at >= 4 && has(at[0]) && has(at[1]) && has(at[2]) && has(at[3])) at += 4;
    while (at != end && has(*at)) ++at;
    return at;
  }

  // The same, up to a byte that is none of the set and is surely there, as the NUL of a std::string.
  constexpr const char* end(const char* at) const noexcept {
    for (;; at += 4) {
      if (!has(at[0])) return at;
      if (!has(at[1])) return at + 1;
      if (!has(at[2])) return at + 2;
      if (!has(at[3])) return at + 3;
    }
  }

 private:
  constexpr ByteSet() = default;

  constexpr ByteSet marked(std::string_view others, bool mark) const {
    ByteSet set = *this;
    for (const unsigned char c : others) set.bytes_[c] = mark;
    return set;
  }

  std::array<bool, 256> bytes_{};
};

}  // namespace siding
