#include "transport/socket.hpp"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>

#include <boost/asio/posix/descriptor_base.hpp>

namespace siding::transport {
namespace {

using Base = boost::asio::posix::descriptor_base;

Base::wait_type to_asio(Wait wait) {
  if (wait == Wait::readable) return Base::wait_read;
  return wait == Wait::writable ? Base::wait_write : Base::wait_error;
}

Transfer outcome(ssize_t result) {
  if (result >= 0) return {.bytes = static_cast<std::size_t>(result)};
  return {.error = errno};
}

}  // namespace

bool Transfer::blocked() const {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

Socket::Socket(boost::asio::io_context& context, int fd, SocketEvents& events)
    : descriptor_{context, fd}, events_{events} {}

void Socket::await(Wait wait) {
  const auto bit = static_cast<unsigned>(wait);
  if (waiting_ & bit) return;
  descriptor_.async_wait(to_asio(wait), [this, wait](const boost::system::error_code&) {
    waiting_ &= ~static_cast<unsigned>(wait);
    events_.on_ready(wait);
  });
  waiting_ |= bit;
}

Transfer Socket::receive(std::span<char> space) {
  return outcome(::recv(descriptor_.native_handle(), space.data(), space.size(), 0));
}

Transfer Socket::send(std::span<const iovec> pieces) {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());  // sendmsg() only reads it
  message.msg_iovlen = pieces.size();
  return outcome(::sendmsg(descriptor_.native_handle(), &message, MSG_NOSIGNAL));
}

std::size_t Socket::unacknowledged() {
  int bytes = 0;
  return ::ioctl(descriptor_.native_handle(), SIOCOUTQ, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

bool Socket::broken() {
  pollfd state{.fd = descriptor_.native_handle(), .events = 0, .revents = 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLERR | POLLHUP)) != 0;
}

void Socket::end_output() {
  ::shutdown(descriptor_.native_handle(), SHUT_WR);
}

void Socket::close() {
  boost::system::error_code ignored;  // the descriptor is gone either way
  descriptor_.close(ignored);
}

}  // namespace siding::transport
