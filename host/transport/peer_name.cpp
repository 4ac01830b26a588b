#include "transport/peer_name.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace siding::transport {
namespace {

std::string with_port(std::string host, in_port_t port) {
  return std::move(host) + ":" + std::to_string(ntohs(port));
}

}  // namespace

std::string peer_name(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  char text[INET6_ADDRSTRLEN]{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return with_port(::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text), v4.sin_port);
  }
  if (address.ss_family != AF_INET6) return {};
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  return with_port("[" + std::string{text} + "]", v6.sin6_port);
}

}  // namespace siding::transport
