#include "http/host_field.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "http/grammar.hpp"
#include "http/percent.hpp"

namespace siding::http {
namespace {

constexpr ByteSet kEscapedName = kHostNameBytes.with("%");

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return hex_value(c) >= 0;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
    if (port > 65535) return false;
  }
  return true;
}

// "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
bool is_future_address(std::string_view text) {
  if (text.empty() || (text.front() != 'v' && text.front() != 'V')) return false;
  const auto dot = text.find('.');
  if (dot == text.npos || dot < 2 || dot + 1 == text.size()) return false;
  return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(dot), is_hex) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(),
                     [](char c) { return c == ':' || kHostNameBytes.has(c); });
}

bool is_ipv6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return false;
  std::copy(text.begin(), text.end(), terminated.begin());
  in6_addr address;
  return text.find('\0') == text.npos && inet_pton(AF_INET6, terminated.data(), &address) == 1;
}

// What follows a host: nothing, or a colon and a port, which may be empty.
bool is_port_or_nothing(std::string_view text) {
  return text.empty() || (text.front() == ':' && is_port(text.substr(1)));
}

bool is_bracketed(std::string_view text) {
  const auto end = text.find(']');
  if (end == text.npos) return false;
  const auto address = text.substr(1, end - 1);
  return (is_ipv6(address) || is_future_address(address)) && is_port_or_nothing(text.substr(end + 1));
}

}  // namespace

bool is_unusual_host(std::string_view text, std::size_t size) noexcept {
  if (text.starts_with('[')) return is_bracketed(text);
  if (size < text.size() && text[size] == '%') {
    size = std::min(text.find(':'), text.size());
    const auto name = text.substr(0, size);
    if (!kEscapedName.has_all(name) || !has_valid_escapes(name)) return false;
  }
  return size > 0 && is_port_or_nothing(text.substr(size));
}

}  // namespace siding::http
