#include "http/host_field.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "http/grammar.hpp"
#include "http/percent.hpp"

namespace siding::http {
namespace {

using ByteSet = std::array<bool, 256>;

// unreserved and sub-delims of RFC 3986, but for the comma: no name has one, and
// what joins two Host fields into one does.
constexpr ByteSet name_bytes() {
  ByteSet set{};
  for (unsigned c = '0'; c <= '9'; ++c) set[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) set[c] = set[c + 32] = true;
  for (const unsigned char c : std::string_view{"-._~!$&'()*+;="}) set[c] = true;
  return set;
}

constexpr ByteSet kName = name_bytes();

bool in_name(char c) {
  return kName[static_cast<unsigned char>(c)];
}
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
                     [](char c) { return c == ':' || in_name(c); });
}

bool is_ipv6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return false;
  std::copy(text.begin(), text.end(), terminated.begin());
  in6_addr address;
  return text.find('\0') == text.npos && inet_pton(AF_INET6, terminated.data(), &address) == 1;
}

bool is_registered_name(std::string_view text) {
  const auto plain = std::find_if_not(text.begin(), text.end(), [](char c) { return in_name(c); });
  if (plain == text.end()) return !text.empty();  // nearly always
  return std::all_of(plain, text.end(), [](char c) { return c == '%' || in_name(c); }) && has_valid_escapes(text);
}

}  // namespace

bool is_host(std::string_view text) noexcept {
  const bool bracketed = !text.empty() && text.front() == '[';
  const auto end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && end == text.npos) return false;

  const auto host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const auto rest = text.substr(std::min(text.size(), bracketed ? end + 1 : end));
  if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return false;
  return bracketed ? is_ipv6(host) || is_future_address(host) : is_registered_name(host);
}

}  // namespace siding::http
