#include "http/grammar.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace siding::http {
namespace {

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

const char* end_of_field_bytes(const char* at, const char* end) noexcept {
  while (end - at >= 8 && are_plain(at)) at += 8;
  while (at != end && kFieldBytes.has(*at)) ++at;
  return at;
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
  const char* const end = text.data() + text.size();
  return end_of_field_bytes(text.data(), end) == end;
}

bool equal_but_for_case(std::string_view a, std::string_view b) noexcept {
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
