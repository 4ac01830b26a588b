#include "transport/head_scanner.hpp"

#include <algorithm>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace siding::transport {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

// A CR may be the last byte so far: its LF has not arrived.
bool has_control(std::string_view piece) {
  if (!piece.empty() && piece.back() == '\r') piece.remove_suffix(1);
  return std::any_of(piece.begin(), piece.end(), is_control);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "... HTTP/1.1"; HTTP/0.9 ends its only line without it, and nothing more would come.
bool names_version(std::string_view line) {
  constexpr std::string_view kName = " HTTP/";
  if (line.size() < kName.size() + 3) return false;
  const auto end = line.substr(line.size() - kName.size() - 3);
  return end.starts_with(kName) && is_digit(end[6]) && end[7] == '.' && is_digit(end[8]);
}

}  // namespace

HeadScanner::Outcome HeadScanner::scan(std::string_view input, std::size_t limit) {
  while (true) {
    const auto end = input.find('\n', scanned_);
    if (end == input.npos) return begin_next(input, limit);
    if (end == scanned_ || input[end - 1] != '\r') return refuse(400, "A line ends without CR LF.");
    if (end + 1 > limit) {
      return refuse_length(input.substr(0, limit));
    }
    const auto line = input.substr(scanned_, end - 1 - scanned_);
    scanned_ = end + 1;
    if (line.empty() && request_line_ != 0) return Outcome::complete;
    if (end_line(line) == Outcome::refused) return Outcome::refused;
  }
}

HeadScanner::Outcome HeadScanner::end_line(std::string_view line) {
  if (request_line_ == 0) {
    request_line_ = scanned_;
    return names_version(line) ? Outcome::incomplete : refuse(400, "The request line has no HTTP version.");
  }
  // Parsers unfold silently, each in its own way.
  const bool folded = line.front() == ' ' || line.front() == '\t';
  return folded ? refuse(400, "A field goes on in the next line.") : Outcome::incomplete;
}

// What is there of a line whose end has not come yet.
HeadScanner::Outcome HeadScanner::begin_next(std::string_view input, std::size_t limit) {
  checked_ = std::max(checked_, scanned_);
  if (has_control(input.substr(checked_))) return refuse(400, "The header has a control byte.");
  checked_ = input.empty() ? 0 : input.size() - 1;
  if (input.size() < limit) return Outcome::incomplete;
  return refuse_length(input.substr(0, limit));
}

// `begin` is all that may be had of the head.
HeadScanner::Outcome HeadScanner::refuse_length(std::string_view begin) {
  if (request_line_ != 0) return refuse(431, "The header is too long.");
  if (begin.find(' ') == begin.npos) return refuse(501, "The method is longer than any that is known here.");
  return refuse(414, "The request line is too long.");
}

HeadScanner::Outcome HeadScanner::refuse(unsigned status, std::string_view reason) {
  refusal_ = {.status = status, .reason = reason, .close = true};
  return Outcome::refused;
}

// A request line and three short fields are eight looks at sixteen bytes; a search for each line's end is a call each.
std::size_t head_size(std::string_view input) {
  constexpr std::string_view kEnd = "\n\r\n";
  std::size_t at = 0;
#ifdef __SSE2__
  const auto bytes_at = [&](std::size_t where) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(input.data() + where));
  };
  for (; at + 16 + kEnd.size() - 1 <= input.size(); at += 16) {
    const __m128i line_ends = _mm_cmpeq_epi8(bytes_at(at), _mm_set1_epi8('\n'));
    const __m128i empty_lines = _mm_cmpeq_epi8(bytes_at(at + 2), _mm_set1_epi8('\n'));
    auto ends = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(line_ends, empty_lines)));
    for (; ends != 0; ends &= ends - 1) {
      const std::size_t end = at + static_cast<std::size_t>(std::countr_zero(ends));
      if (input[end + 1] == '\r') return end + kEnd.size();
    }
  }
#endif
  const auto end = input.find(kEnd, at);
  return end == input.npos ? 0 : end + kEnd.size();
}

std::size_t blank_prefix(std::string_view input) {
  std::size_t size = 0;
  while (input.substr(size).starts_with("\r\n")) size += 2;
  return size;
}

}  // namespace siding::transport
