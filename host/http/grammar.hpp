// grammar.hpp - the building blocks of RFC 9110, section 5.6.
#pragma once

#include <string_view>

#include "base/byte_set.hpp"

namespace siding::http {

// tchar
inline constexpr ByteSet kTokenBytes = ByteSet::alphanumeric("!#$%&'*+-.^_`|~");

// What field values and quoted strings are made of: no control byte but HTAB.
inline constexpr ByteSet kFieldBytes = ByteSet::range(' ', 0xFF).with("\t").without("\x7F");

// 1*tchar: what methods and field names are made of.
constexpr bool is_token(std::string_view text) noexcept {
  return !text.empty() && kTokenBytes.has_all(text);
}

// SP or HTAB.
constexpr bool is_white(char c) noexcept {
  return c == ' ' || c == '\t';
}

// Where the field bytes end that begin at `at`, at the latest at `end`.
const char* end_of_field_bytes(const char* at, const char* end) noexcept;

// The value of a hexadecimal digit, or -1.
int hex_value(char c) noexcept;

// True when a field may carry it as it is: no control byte but HTAB, no white
// space at either end. May be empty.
bool is_field_value(std::string_view text) noexcept;

// ASCII only, as field names and most of their values compare.
bool equal_but_for_case(std::string_view a, std::string_view b) noexcept;
inline bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a == b || equal_but_for_case(a, b);  // most come in their usual case
}

// Without the SP and HTAB at both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_white(text.back())) text.remove_suffix(1);
  return text;
}

// Takes the first member off a comma-separated list: `list` becomes the rest.
// The member is trimmed and may be empty; commas inside quotes do not separate.
std::string_view next_member(std::string_view& list) noexcept;

}  // namespace siding::http
