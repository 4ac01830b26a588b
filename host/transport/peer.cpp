#include "transport/peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

namespace siding::transport {
namespace {

constexpr std::uint64_t kVersion4 = std::uint64_t{1} << 32;  // no IPv6 network begins so

std::string with_port(std::string host, in_port_t port) {
  return std::move(host) + ":" + std::to_string(ntohs(port));
}

// Whoever has one IPv6 address has the 2^64 of its network.
std::uint64_t network_of(const in6_addr& address) {
  std::uint64_t network = 0;
  for (int i = 0; i < 8; ++i) network = network << 8 | address.s6_addr[i];
  return network;
}

}  // namespace

Peer peer_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  char text[INET6_ADDRSTRLEN]{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return {.name = with_port(::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text), v4.sin_port),
            .address = kVersion4 | ntohl(v4.sin_addr.s_addr)};
  }
  if (address.ss_family != AF_INET6) return {};
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  return {.name = with_port("[" + std::string{text} + "]", v6.sin6_port), .address = network_of(v6.sin6_addr)};
}

}  // namespace siding::transport
