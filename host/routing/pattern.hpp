// pattern.hpp - the path of a route, read.
//
// Patterns are written decoded: "/a b" matches "/a%20b". Empty segments and a
// trailing slash count: "/a", "/a/" and "/a//" are three paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/mistake.hpp"
#include "routing/router.hpp"

namespace siding::routing {

constexpr std::size_t kMaxPatternLength = 4096;  // bytes
constexpr std::size_t kMaxSegments = 128;        // bounds the depth of a search

// In the order in which they win.
enum class SegmentKind : std::uint8_t {
  fixed,    // exactly this text
  integer,  // -?[0-9]{1,19} within 64 bits
  uuid,     // 8-4-4-4-12 hexadecimal digits
  text,     // at least one byte
  tail,     // everything that is left, slashes included; may be empty
};

struct Segment {
  SegmentKind kind = SegmentKind::fixed;
  std::string_view text;  // the fixed text, or the parameter's name; lives in the pattern
};

// The segments of pattern.path. What is wrong with path and methods is appended
// to `mistakes`; the result is of no use then.
std::vector<Segment> parse_pattern(const Pattern& pattern, Mistakes& mistakes);

// True when a parameter of that kind takes the decoded segment. REQUIRES: neither fixed nor tail.
bool fits(SegmentKind kind, std::string_view segment) noexcept;

// True when a part of the decoded value is "." or "..", where '/' and NUL separate
// parts. No parameter takes such a value: it would let a handler climb out of its
// directory, and a client that means well has resolved it before.
bool has_dot_segment(std::string_view value) noexcept;

}  // namespace siding::routing
