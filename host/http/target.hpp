// target.hpp - the four forms of a request target (RFC 9112, 3.2), split.
//
// Nothing is decoded or normalised here: the router decodes segment by segment,
// and dot segments match no route. Views point into the target, or live for ever.
#pragma once

#include <string_view>

#include "base/byte_set.hpp"
#include "base/result.hpp"
#include "http/refusal.hpp"

namespace siding::http {

// What begins with '/' and is made of these is a path, and needs no further check.
inline constexpr ByteSet kPlainPathBytes = ByteSet::range(0x21, 0x7E).without("#?%\\");

enum class TargetForm {
  origin,     // "/where?q=now"
  absolute,   // "http://example.org/where?q=now"
  authority,  // "example.org:443", CONNECT only
  asterisk,   // "*", OPTIONS only
};

struct Target {
  TargetForm form = TargetForm::origin;
  std::string_view authority;  // host[:port] of absolute and authority form, else empty
  std::string_view path;       // begins with '/'; "*" for OPTIONS of the whole server; empty in authority form
  std::string_view query;      // without '?'
};

// Refuses with 400: a fragment, bytes that are not visible ASCII, a backslash,
// an invalid percent-escape or an escaped NUL in the path, user information, another scheme than
// http and https, a form that the method does not have. An invalid escape in the
// query passes, since browsers send it ("?q=100%") and the query is not decoded here.
Result<Target, Refusal> parse_target(std::string_view method, std::string_view target);

}  // namespace siding::http
