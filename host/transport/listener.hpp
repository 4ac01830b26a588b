// listener.hpp - a bound, listening socket.
//
// Owner:   Server, one per address. Each loop accepts from a duplicate of it, so
//          that no connection waits for a loop that is stuck.
// Threads: immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace siding::transport {

class Listener {
 public:
  // `host` is an IPv4 or IPv6 address without brackets ("::" takes IPv6 only);
  // port 0 takes any free one. Fails with Errc::invalid when `host` is no
  // address, else with what the system says (address_in_use, permission_denied,
  // address_not_available).
  static Result<Listener> open(const std::string& host, std::uint16_t port, int backlog = 1024);

  // Takes a socket that somebody else has made to listen. Fails with Errc::invalid when it does not.
  static Result<Listener> adopt(int fd);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  int fd() const { return fd_; }
  std::uint16_t port() const { return port_; }  // the actual one
  // Connections to that address arrive here; a socket for every address takes those to any.
  bool serves(const std::string& host, std::uint16_t port) const;

 private:
  Listener(int fd, std::uint16_t port) : fd_{fd}, port_{port} {}

  int fd_;
  std::uint16_t port_;
};

// Listening sockets that another process has opened, by what was written for
// their address: "127.0.0.1:0" finds its socket again, whatever its port became.
class InheritedSockets {
 public:
  void add(std::string address, Listener listener) { sockets_.emplace_back(std::move(address), std::move(listener)); }
  std::optional<Listener> take(const std::string& address);  // the first one of that address
  bool empty() const { return sockets_.empty(); }

 private:
  std::vector<std::pair<std::string, Listener>> sockets_;
};

}  // namespace siding::transport
