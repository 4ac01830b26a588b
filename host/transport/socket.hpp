// socket.hpp - one connected stream socket: non-blocking calls and readiness.
//
// The only file of a connection that knows which reactor is below, so that
// another engine can take its place.
// Owner:   Connection. Threads: the loop's driver.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <span>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace siding::transport {

enum class Wait : unsigned {
  readable = 1,
  writable = 2,
  error = 4,  // reset by the peer; bytes that are not read yet do not hide it
};

class SocketEvents {
 public:
  // A wait is over: the socket is ready, or it was closed.
  virtual void on_ready(Wait wait) noexcept = 0;

 protected:
  ~SocketEvents() = default;
};

// What a call to the kernel came to. No error and no bytes from receive(): the peer has ended its side.
struct Transfer {
  std::size_t bytes = 0;
  int error = 0;  // errno

  bool blocked() const;  // nothing wrong, only not now
};

class Socket {
 public:
  // Takes `fd`, which is non-blocking. `events` outlives every wait.
  Socket(boost::asio::io_context& context, int fd, SocketEvents& events);

  // At most one wait of a kind; asking for one that is there already does nothing.
  void await(Wait wait);
  // Waits whose on_ready() is still to come; until then the socket must live.
  bool waiting() const { return waiting_ != 0; }

  Transfer receive(std::span<char> space);
  Transfer send(std::span<const iovec> pieces);
  // Bytes that the kernel took and the peer's has not.
  std::size_t unacknowledged();
  bool broken();      // reset, by the peer or the network
  void end_output();  // tells the peer that nothing follows
  void close();

 private:
  boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> descriptor_;
  SocketEvents& events_;
  unsigned waiting_ = 0;  // a mask of Wait
};

}  // namespace siding::transport
