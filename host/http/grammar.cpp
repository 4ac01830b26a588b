#include "http/grammar.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace siding::http {
namespace {

constexpr ByteSet kPlainBytes = kFieldBytes.without("\t");

constexpr std::uint64_t eight_times(std::uint64_t byte) {
  return byte * 0x0101010101010101;
}

// The highest bit of each of eight bytes that is a control byte, HTAB too.
std::uint64_t controls_in(std::uint64_t word) {
  const std::uint64_t low = word & eight_times(0x7F);
  const std::uint64_t not_below_space = low + eight_times(0x80 - ' ');
  const std::uint64_t rubout = low + eight_times(0x80 - 0x7F);  // is never below space
  return ~((not_below_space ^ rubout) | word) & eight_times(0x80);
}

// How many of eight bytes lie before the first one whose highest bit is set.
int count_before(std::uint64_t marks) {
  return (std::endian::native == std::endian::little ? std::countr_zero(marks) : std::countl_zero(marks)) / 8;
}

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// HTAB is one. Without a place, so that nothing depends on what was found before.
bool has_controls(std::string_view text) {
  if (text.size() < 8) return !kPlainBytes.has_all(text);
  const char* const last = text.data() + text.size() - 8;
  std::uint64_t controls = controls_in(word_at(last));
  for (const char* at = text.data(); at < last; at += 8) controls |= controls_in(word_at(at));
  return controls != 0;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

const char* end_of_field_bytes(const char* at, const char* end) noexcept {
  while (end - at >= 8) {
    const std::uint64_t controls = controls_in(word_at(at));
    at += controls == 0 ? 8 : count_before(controls);
    if (controls == 0) continue;
    if (*at != '\t') return at;
    ++at;
  }
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
  return !has_controls(text) || end_of_field_bytes(text.data(), end) == end;
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
