#include "http/grammar.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

#ifdef __SSE2__
// A bit for each of sixteen bytes that is a control byte, HTAB too.
unsigned controls_of_sixteen(const char* at) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i below_space = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ' - 1)), bytes);
  const __m128i rubouts = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(below_space, rubouts)));
}
#endif

// The first control byte, HTAB too, or `end`.
const char* first_control(const char* at, const char* end) {
#ifdef __SSE2__
  if (end - at >= 16) {
    for (const char* const last = end - 16;; at = std::min(at + 16, last)) {  // the last sixteen may be seen twice
      const unsigned controls = controls_of_sixteen(at);
      if (controls != 0) return at + std::countr_zero(controls);
      if (at == last) return end;
    }
  }
#endif
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t controls = controls_in(word);
    if (controls != 0) return at + count_before(controls);
  }
  while (at != end && kPlainBytes.has(*at)) ++at;
  return at;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

const char* end_of_field_bytes(const char* at, const char* end) noexcept {
  for (;; ++at) {
    at = first_control(at, end);
    if (at == end || *at != '\t') return at;
  }
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
