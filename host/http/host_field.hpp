// host_field.hpp - uri-host [ ":" port ], the value of Host and the authority of a target.
#pragma once

#include <string_view>

namespace siding::http {

// True for a registered name, an IPv4 address, a bracketed IPv6 or future
// address, each with an optional port up to 65535. The host may not be empty
// (RFC 9110, 4.2.1); the port may ("example.org:"). A comma is refused: it comes
// from two Host fields made one.
bool is_host(std::string_view text) noexcept;

}  // namespace siding::http
