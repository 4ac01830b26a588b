// options.hpp - what the operator may choose about the wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "http/forwarded.hpp"  // TrustedProxies

namespace siding::transport {

// `server.limits:`
struct Limits {
  std::uint64_t body = 1 << 20;   // bytes of content, where the route says nothing
  std::size_t header = 16 << 10;  // bytes of request line and fields, at most 64 KiB
  std::size_t fields = 100;       // number of fields
  std::chrono::nanoseconds header_timeout = std::chrono::seconds{10};  // for the whole head, from its first byte
  std::chrono::nanoseconds body_timeout = std::chrono::seconds{30};    // between two pieces of a body
  std::uint64_t body_rate = 240;  // bytes a second: a body that is slower uses body_timeout up. 0 = any
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds{60};   // between two requests
  std::chrono::nanoseconds write_timeout = std::chrono::seconds{30};  // without a byte taken by the client
  std::uint64_t write_rate = 240;           // bytes a second: a client that takes less uses write_timeout up. 0 = any
  std::size_t connections = 10000;          // beyond it idle ones are closed, or new ones refused
  std::size_t connections_per_address = 0;  // the same for one address; 0 = three quarters of `connections`
};

inline std::size_t most_per_address(const Limits& limits) {
  if (limits.connections_per_address != 0) return limits.connections_per_address;
  return limits.connections - limits.connections / 4;
}

}  // namespace siding::transport
