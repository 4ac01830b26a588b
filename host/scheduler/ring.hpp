// ring.hpp - many calls of sockets in one call to the kernel, by io_uring.
//
// Nothing is under way between two calls of make(): the sockets do not block, so a
// call that was made is over. The ring belongs to no thread, as a loop does not.
// Owner:   EventLoop. Threads: its driver.
// Bounds:  64 calls at once.
#pragma once

#include <liburing.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>

#include "base/result.hpp"

namespace siding::scheduler {

class Ring {
 public:
  static constexpr std::size_t kCalls = 64;
  static constexpr int kNotMade = std::numeric_limits<int>::min();

  // Fails as io_uring_setup(2) does: with an old kernel, or where it is forbidden.
  // With fewer than `least` calls it gains nothing.
  static Result<std::unique_ptr<Ring>> open(std::size_t least = 4);
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  // False once the kernel has refused it: nothing is made any more.
  bool usable() const { return usable_; }
  bool pays(std::size_t calls) const { return usable_ && calls >= least_; }

  // Queues a send; the pieces, their bytes and the socket stay until make(). REQUIRES: fewer than kCalls are queued.
  void send(int fd, std::span<const iovec> pieces);
  // Makes what was queued. For each, in that order: the number of bytes, or the errno below zero, or kNotMade.
  std::span<const int> make();

 private:
  Ring(const io_uring& ring, std::size_t least) : ring_{ring}, least_{least} {}
  void take_results(std::size_t& over);

  io_uring ring_;
  const std::size_t least_;
  bool usable_ = true;
  std::size_t count_ = 0;  // queued
  std::array<msghdr, kCalls> messages_;
  std::array<int, kCalls> results_;
};

}  // namespace siding::scheduler
