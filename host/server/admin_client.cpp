#include "server/admin_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace siding::server {

namespace {

constexpr timeval kPatience{10, 0};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

int family_of(const config::Listen& address) {
  return address.host.find(':') == std::string::npos ? AF_INET : AF_INET6;
}

bool connect_to(int fd, const config::Listen& address) {
  if (family_of(address) == AF_INET) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(address.port);
    ::inet_pton(AF_INET, address.host.c_str(), &to.sin_addr);
    if (to.sin_addr.s_addr == INADDR_ANY) to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  sockaddr_in6 to{};
  to.sin6_family = AF_INET6;
  to.sin6_port = htons(address.port);
  ::inet_pton(AF_INET6, address.host.c_str(), &to.sin6_addr);
  return ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
}

std::string read_to_end(int fd) {
  std::string all;
  std::array<char, 16384> some;
  for (;;) {
    const auto count = ::recv(fd, some.data(), some.size(), 0);
    if (count <= 0) return all;
    all.append(some.data(), static_cast<std::size_t>(count));
  }
}

Mistakes unavailable(const config::Listen& address, const std::string& why) {
  return {{ExitCode::unavailable,
           address.place,
           address.to_string() + " does not answer as the admin listener of a siding: " + why,
           "is it running, with this `server.admin`?",
           {}}};
}

}  // namespace

Result<std::string, Mistakes> ask_admin(const config::Listen& address, std::string_view path) {
  const Descriptor socket(::socket(family_of(address), SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (!connect_to(socket.get(), address)) return unavailable(address, std::strerror(errno));
  const std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    return unavailable(address, std::strerror(errno));
  }
  const std::string answer = read_to_end(socket.get());
  const auto head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return unavailable(address, "no answer");
  if (!answer.starts_with("HTTP/1.1 200")) return unavailable(address, answer.substr(0, answer.find("\r\n")));
  return answer.substr(head + 4);
}

}  // namespace siding::server
