// options.hpp - what the operator may choose about the wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace siding::transport {

// `server.limits:`
struct Limits {
  std::uint64_t body = 1 << 20;   // bytes of content, where the route says nothing
  std::size_t header = 16 << 10;  // bytes of request line and fields, at most 64 KiB
  std::size_t fields = 100;       // number of fields
  std::chrono::nanoseconds header_timeout = std::chrono::seconds{10};  // for the whole head, from its first byte
  std::chrono::nanoseconds body_timeout = std::chrono::seconds{30};    // between two pieces of a body
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds{60};    // between two requests
  std::chrono::nanoseconds write_timeout = std::chrono::seconds{30};   // without a byte taken by the client
  std::size_t connections = 10000;                                     // beyond it new ones are closed
};

}  // namespace siding::transport
