// host_field.hpp - uri-host [ ":" port ], the value of Host and the authority of a target.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/byte_set.hpp"

namespace siding::http {

// unreserved and sub-delims of RFC 3986, but for the comma: no name has one, and
// what joins two Host fields into one does.
inline constexpr ByteSet kHostNameBytes = ByteSet::alphanumeric("-._~!$&'()*+;=");

// is_host() for what begins with `size` of those bytes and goes on with another one.
bool is_unusual_host(std::string_view text, std::size_t size) noexcept;

// True for a registered name, an IPv4 address, a bracketed IPv6 or future
// address, each with an optional port up to 65535. The host may not be empty
// (RFC 9110, 4.2.1); the port may ("example.org:"). A comma is refused: it comes
// from two Host fields made one.
inline bool is_host(std::string_view text) noexcept {
  const auto plain = static_cast<std::size_t>(kHostNameBytes.end(text) - text.data());
  return plain == text.size() ? plain > 0 : is_unusual_host(text, plain);
}

}  // namespace siding::http
