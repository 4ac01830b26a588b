#include "transport/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <boost/system/error_code.hpp>

namespace siding::transport {
namespace {

// Bytes that the kernel holds of a connection and can't send yet. Without it a
// client that does not read costs megabytes, and the loop the time to copy them.
constexpr int kUnsent = 128 << 10;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

std::optional<Address> to_address(const std::string& host, std::uint16_t port) {
  Address address;
  sockaddr_in v4{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    std::memcpy(&address.storage, &v4, address.size = sizeof v4);
  } else if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    std::memcpy(&address.storage, &v6, address.size = sizeof v6);
  } else {
    return std::nullopt;
  }
  return address;
}

bool set(int fd, int level, int option, int value = 1) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

// What is accepted inherits it.
bool set_for_connections(int fd) {
  return set(fd, IPPROTO_TCP, TCP_NODELAY) &&  // answers are gathered already
         set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsent);
}

// Never SO_REUSEPORT: connections would be dealt to loops that are stuck, and a
// second server on the same port would not be noticed.
bool listen_on(int fd, Address& address, int backlog) {
  if (!set(fd, SOL_SOCKET, SO_REUSEADDR)) return false;
  if (address.storage.ss_family == AF_INET6 && !set(fd, IPPROTO_IPV6, IPV6_V6ONLY)) return false;
  return set_for_connections(fd) && ::bind(fd, address.get(), address.size) == 0 && ::listen(fd, backlog) == 0 &&
         ::getsockname(fd, address.get(), &address.size) == 0;
}

std::uint16_t port_of(const Address& address) {
  const auto& storage = address.storage;
  return ntohs(storage.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in&>(storage).sin_port
                                            : reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
}

bool listens(int fd) {
  int yes = 0;
  socklen_t size = sizeof yes;
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes != 0;
}

std::optional<Address> address_of(int fd) {
  Address address;
  address.size = sizeof address.storage;
  if (::getsockname(fd, address.get(), &address.size) != 0) return std::nullopt;
  const bool internet = address.storage.ss_family == AF_INET || address.storage.ss_family == AF_INET6;
  return internet ? std::optional{address} : std::nullopt;
}

bool same_host(const Address& one, const Address& other) {
  if (one.storage.ss_family != other.storage.ss_family) return false;
  if (one.storage.ss_family == AF_INET) {
    return reinterpret_cast<const sockaddr_in&>(one.storage).sin_addr.s_addr ==
           reinterpret_cast<const sockaddr_in&>(other.storage).sin_addr.s_addr;
  }
  return IN6_ARE_ADDR_EQUAL(&reinterpret_cast<const sockaddr_in6&>(one.storage).sin6_addr,
                            &reinterpret_cast<const sockaddr_in6&>(other.storage).sin6_addr) != 0;
}

// "::" that takes IPv4 too, as service managers open it.
bool takes_all(int fd, const Address& address) {
  if (address.storage.ss_family != AF_INET6) return false;
  int only = 1;
  socklen_t size = sizeof only;
  ::getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size);
  return only == 0 && IN6_IS_ADDR_UNSPECIFIED(&reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr) != 0;
}

}  // namespace

Result<Listener> Listener::open(const std::string& host, std::uint16_t port, int backlog) {
  auto address = to_address(host, port);
  if (!address) return Errc::invalid;
  const int fd = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const auto failure = [] { return boost::system::error_code{errno, boost::system::system_category()}; };
  if (fd < 0) return failure();
  if (listen_on(fd, *address, backlog)) return Listener{fd, port_of(*address)};
  const auto error = failure();
  ::close(fd);
  return error;
}

Result<Listener> Listener::adopt(int fd) {
  const auto address = listens(fd) ? address_of(fd) : std::nullopt;
  if (!address) return Errc::invalid;
  const int flags = ::fcntl(fd, F_GETFL);
  if (::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 || ::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) return Errc::system;
  set_for_connections(fd);
  return Listener{fd, port_of(*address)};
}

bool Listener::serves(const std::string& host, std::uint16_t port) const {
  const auto wanted = to_address(host, port);
  const auto own = address_of(fd_);
  if (!wanted || !own || port != port_) return false;
  return same_host(*wanted, *own) || (takes_all(fd_, *own) && (host == "0.0.0.0" || host == "::"));
}

std::optional<Listener> InheritedSockets::take(const std::string& address) {
  const auto found =
      std::find_if(sockets_.begin(), sockets_.end(), [&](const auto& one) { return one.first == address; });
  if (found == sockets_.end()) return std::nullopt;
  std::optional<Listener> listener{std::move(found->second)};
  sockets_.erase(found);
  return listener;
}

Listener::Listener(Listener&& other) noexcept : fd_{std::exchange(other.fd_, -1)}, port_{other.port_} {}

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(port_, other.port_);
  return *this;
}

Listener::~Listener() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace siding::transport
