// method.hpp - the request methods that this host recognises.
//
// A method that is not among them is answered 501, and a route that names one is
// a mistake; a known one that a path does not offer is answered 405.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace siding::http {

constexpr std::size_t kMaxKnownMethods = 64;  // so that a set of them is one word

// The IANA registry without CONNECT and PRI, and PURGE, which caches use.
std::span<const std::string_view> known_methods() noexcept;

// The known method of that name, a view that lives for ever; empty when there is
// none. Case-sensitive, as methods are.
std::string_view known_method(std::string_view name) noexcept;

inline bool is_known_method(std::string_view name) noexcept {
  return name == "GET" || !known_method(name).empty();
}

// True for the methods that ask for nothing but an answer (RFC 9110, 9.2.1).
inline bool is_safe(std::string_view method) noexcept {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

}  // namespace siding::http
