#include "admin/host_guard.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace siding::admin {

namespace {

// Without brackets and port, in lower case.
std::string host_of(std::string_view field) {
  if (field.starts_with('[')) {
    field = field.substr(1, field.find(']') - 1);
  } else {
    field = field.substr(0, field.find(':'));
  }
  std::string host(field);
  std::transform(host.begin(), host.end(), host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (host.ends_with('.')) host.pop_back();
  return host;
}

std::optional<std::string> bytes_of(const std::string& address) {
  std::string bytes(sizeof(in6_addr), '\0');
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(sizeof(in_addr));
  if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

bool is_loopback(const std::string& bytes) {
  return bytes.size() == sizeof(in_addr) ? bytes[0] == 127 : bytes == std::string(15, '\0') + '\1';
}

bool is_everything(const std::string& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

}  // namespace

bool is_allowed_host(std::string_view host_field, const std::string& bound) {
  const std::string host = host_of(host_field);
  if (host == "localhost") return true;
  const auto address = bytes_of(host);
  const auto own = bytes_of(bound);
  return address && (is_loopback(*address) || address == own || (own && is_everything(*own)));
}

}  // namespace siding::admin
