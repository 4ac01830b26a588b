// peer.hpp - who is at the other end of a socket.
#pragma once

#include <cstdint>
#include <string>

namespace siding::transport {

struct Peer {
  std::string name;           // "192.0.2.1:5000" or "[2001:db8::1]:5000"; empty when it is not known
  std::uint64_t address = 0;  // the same for all that one IPv4 address or one IPv6 /64 network has
};

Peer peer_of(int fd);

}  // namespace siding::transport
