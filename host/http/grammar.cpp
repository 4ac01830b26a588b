#include "http/grammar.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace siding::http {
namespace {

using ByteSet = std::array<bool, 256>;

constexpr ByteSet token_bytes() {
  ByteSet set{};
  for (unsigned c = '0'; c <= '9'; ++c) set[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) set[c] = set[c + 32] = true;
  for (const unsigned char c : std::string_view{"!#$%&'*+-.^_`|~"}) set[c] = true;
  return set;
}

constexpr ByteSet field_value_bytes() {
  ByteSet set{};
  for (unsigned c = ' '; c < 256; ++c) set[c] = c != 0x7F;
  set['\t'] = true;
  return set;
}

constexpr ByteSet kToken = token_bytes();
constexpr ByteSet kFieldValue = field_value_bytes();

// Four at a time, since nearly all texts are good to their end.
bool all_in(const ByteSet& set, std::string_view text) {
  const auto in = [&](char c) { return unsigned{set[static_cast<unsigned char>(c)]}; };
  while (text.size() >= 4) {
    if ((in(text[0]) & in(text[1]) & in(text[2]) & in(text[3])) == 0) return false;
    text.remove_prefix(4);
  }
  return std::all_of(text.begin(), text.end(), [&](char c) { return in(c) != 0; });
}

// True when the eight bytes are surely field bytes; false says nothing.
bool are_plain(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = kOnes << 7;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t below_space = (word - kOnes * 0x20) & ~word;
  const std::uint64_t rubout = word ^ kOnes * 0x7F;
  return ((below_space | ((rubout - kOnes) & ~rubout)) & kHigh) == 0;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool is_token(std::string_view text) noexcept {
  return !text.empty() && all_in(kToken, text);
}

bool is_field_byte(char c) noexcept {
  return kFieldValue[static_cast<unsigned char>(c)];
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_field_value(std::string_view text) noexcept {
  if (text.empty()) return true;
  if (is_white(text.front()) || is_white(text.back())) return false;
  while (text.size() >= 8 && are_plain(text.data())) text.remove_prefix(8);
  return all_in(kFieldValue, text);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a == b) return true;  // most names come in their usual case
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view next_member(std::string_view& list) noexcept {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < list.size() && (quoted || list[end] != ','); ++end) {
    if (list[end] == '"') quoted = !quoted;
    if (quoted && list[end] == '\\') ++end;
  }
  const auto member = list.substr(0, end);  // an escape at the very end leaves `end` beyond it
  list.remove_prefix(std::min(end + 1, list.size()));
  return trim(member);
}

}  // namespace siding::http
