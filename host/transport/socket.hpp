// socket.hpp - one connected stream socket: non-blocking calls and readiness.
//
// The only file of a connection that knows what is below, so that another engine
// can take its place. What the kernel has told of the socket is remembered, since
// it tells it once; a call that came short says that it holds no more.
// Owner:   Connection. Threads: the loop's driver.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "scheduler/poller.hpp"

namespace siding::transport {

// What a call to the kernel came to. No error and no bytes from receive(): the peer has ended its side.
struct Transfer {
  std::size_t bytes = 0;
  int error = 0;       // errno
  bool whole = false;  // everything that was to be sent is

  bool blocked() const;  // nothing wrong, only not now
};

enum class Wait : unsigned {
  readable = 1,
  writable = 2,
  error = 4,  // reset by the peer; bytes that are not read yet do not hide it
};

class SocketEvents {
 public:
  // A wait is over: the socket is ready, or it was closed.
  virtual void on_ready(Wait wait) noexcept = 0;
  // A send that was left to a batch is made.
  virtual void on_sent(const Transfer& transfer) noexcept = 0;

 protected:
  ~SocketEvents() = default;
};

class Socket final : private scheduler::Pollable {
 public:
  // Takes `fd`, which is non-blocking. Without memory for it the socket is closed from the start.
  Socket(scheduler::Poller& poller, int fd, SocketEvents& events);
  ~Socket() { close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // on_ready() follows once, in this cycle or a later one, unless close() comes before it.
  void await(Wait wait);

  Transfer receive(std::span<char> space);
  Transfer send(std::span<const iovec> pieces);
  // The same by Ring: for who makes the call, and has its result. Was it not made, it is now. on_sent() follows.
  int fd() const { return fd_; }
  void sent(std::span<const iovec> pieces, int result);
  // Bytes that the kernel took and the peer's has not.
  std::size_t unacknowledged();
  bool broken();      // reset, by the peer or the network
  void end_output();  // tells the peer that nothing follows
  void close();
  void reset();  // closes so that the peer knows that something is missing

 private:
  void on_events(std::uint32_t events) noexcept override;
  void tell(Wait wait);  // who waits for it, when it is there
  Transfer note_sent(Transfer sent, std::size_t size);
  void forget(Wait wait) { ready_ &= ~static_cast<unsigned>(wait); }

  scheduler::Poller& poller_;
  int fd_;
  SocketEvents& events_;
  unsigned waiting_ = 0;  // masks of Wait
  unsigned ready_ = 0;
  bool ended_ = false;  // by the peer: there is always something to read, if only the end
};

}  // namespace siding::transport
