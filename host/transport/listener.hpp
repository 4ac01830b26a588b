// listener.hpp - a bound, listening socket.
//
// Owner:   Server, one per address. Each loop accepts from a duplicate of it, so
//          that no connection waits for a loop that is stuck.
// Threads: immutable.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace siding::transport {

class Listener {
 public:
  // `host` is an IPv4 or IPv6 address without brackets ("::" takes IPv6 only);
  // port 0 takes any free one. Fails with Errc::invalid when `host` is no
  // address, else with what the system says (address_in_use, permission_denied,
  // address_not_available).
  static Result<Listener> open(const std::string& host, std::uint16_t port, int backlog = 1024);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  int fd() const { return fd_; }
  std::uint16_t port() const { return port_; }  // the actual one

 private:
  Listener(int fd, std::uint16_t port) : fd_{fd}, port_{port} {}

  int fd_;
  std::uint16_t port_;
};

}  // namespace siding::transport
