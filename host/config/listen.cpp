#include "config/listen.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace siding::config {
namespace {

bool is_address(int family, const std::string& text) {
  if (text.find('\0') != std::string::npos) return false;  // inet_pton would stop there
  std::array<unsigned char, sizeof(in6_addr)> ignored;
  return inet_pton(family, text.c_str(), ignored.data()) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

}  // namespace

std::string Listen::to_string() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::optional<std::string> numeric_host(std::string_view text) {
  if (text == "localhost") return "127.0.0.1";
  const std::string host(text);
  if (is_address(AF_INET, host) || is_address(AF_INET6, host)) return host;
  return std::nullopt;
}

Result<Listen, NoListen> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::string_view written = text.substr(0, colon);
  const bool bracketed = written.starts_with('[') && written.ends_with(']');
  if (colon == std::string_view::npos || (text.starts_with('[') && !bracketed)) return NoListen{"has no port"};
  if (written.empty()) return NoListen{"has no address"};
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return NoListen{"has no port from 0 to 65535"};
  const auto host = numeric_host(bracketed ? written.substr(1, written.size() - 2) : written);
  if (!host) return NoListen{"has no IP address before its port"};
  const bool v6 = host->find(':') != std::string::npos;
  if (v6 != bracketed) return NoListen{v6 ? "has an IPv6 address without brackets" : "has brackets around IPv4"};
  return Listen{.host = *host, .port = *port, .place = {}};
}

}  // namespace siding::config
