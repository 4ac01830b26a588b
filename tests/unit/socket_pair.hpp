// socket_pair.hpp - two connected sockets; one is watched, the other is the test's.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <string>

namespace siding::test {

struct SocketPair {
  SocketPair() {
    int both[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, both) == 0);
    watched = both[0];
    far = both[1];
  }
  ~SocketPair() {
    close_watched();
    close_far();
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;

  void send() const { REQUIRE(::send(far, "x", 1, MSG_NOSIGNAL) == 1); }
  void receive() const {
    char byte = 0;
    CHECK(::recv(watched, &byte, 1, 0) == 1);
  }
  // No more can be sent on the watched one until drain().
  void fill() const {
    static constexpr char kBytes[4096] = {};
    for (const std::size_t size : {sizeof kBytes, sizeof kBytes[0]}) {
      while (::send(watched, kBytes, size, MSG_NOSIGNAL) > 0) continue;
    }
  }
  // What has come from the watched one, at most 1 MiB.
  std::string received() const {
    std::string bytes(1 << 20, '\0');
    const ssize_t size = ::recv(far, bytes.data(), bytes.size(), 0);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return bytes;
  }
  void drain() const {
    char bytes[4096];
    while (::recv(far, bytes, sizeof bytes, 0) > 0) {
    }
  }
  void close_watched() { close(watched); }
  void close_far() { close(far); }

  int watched = -1;
  int far = -1;

 private:
  static void close(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
};

}  // namespace siding::test
