#include "transport/socket.hpp"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "scheduler/ring.hpp"

namespace siding::transport {
namespace {

constexpr std::uint32_t kAll = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

constexpr unsigned bit(Wait wait) {
  return static_cast<unsigned>(wait);
}

unsigned waits_of(std::uint32_t events) {
  unsigned waits = 0;
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) waits |= bit(Wait::readable);
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) waits |= bit(Wait::writable);
  if (events & (EPOLLHUP | EPOLLERR)) waits |= bit(Wait::error);
  return waits;
}

// recv(3) and send(3) are cancellation points, which costs a process with threads
// two atomic operations each. Nobody cancels threads here.
template <class... Arguments>
ssize_t raw_call(long number, Arguments... arguments) {
  return ::syscall(number, arguments...);
}

// Made again when a signal came first: that says nothing of the socket.
template <class Call>
Transfer outcome(Call call) {
  ssize_t result = call();
  while (result < 0 && errno == EINTR) result = call();
  if (result >= 0) return {.bytes = static_cast<std::size_t>(result)};
  return {.error = errno};
}

std::size_t size_of(std::span<const iovec> pieces) {
  std::size_t size = 0;
  for (const iovec& piece : pieces) size += piece.iov_len;
  return size;
}

}  // namespace

bool Transfer::blocked() const {
  return error == EAGAIN || error == EWOULDBLOCK;
}

Socket::Socket(scheduler::Poller& poller, int fd, SocketEvents& events) : poller_{poller}, fd_{fd}, events_{events} {
  if (!poller_.add(fd_, kAll, *this)) close();
}

void Socket::await(Wait wait) {
  waiting_ |= bit(wait);
  if (ready_ & waiting_) poller_.again(*this);
}

void Socket::on_events(std::uint32_t events) noexcept {
  ready_ |= waits_of(events);
  ended_ = ended_ || (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  tell(Wait::readable);
  tell(Wait::writable);
  tell(Wait::error);
}

void Socket::tell(Wait wait) {
  if ((waiting_ & ready_ & bit(wait)) == 0) return;
  waiting_ &= ~bit(wait);
  events_.on_ready(wait);
}

Transfer Socket::receive(std::span<char> space) {
  const Transfer received =
      outcome([&] { return raw_call(SYS_recvfrom, fd_, space.data(), space.size(), 0, nullptr, nullptr); });
  if (received.bytes < space.size() && !ended_) forget(Wait::readable);
  return received;
}

Transfer Socket::send(std::span<const iovec> pieces) {
  const std::size_t size = size_of(pieces);
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());  // sendmsg() only reads it
  message.msg_iovlen = pieces.size();
  const Transfer sent = outcome([&] {
    return pieces.size() == 1 ? raw_call(SYS_sendto, fd_, pieces[0].iov_base, size, MSG_NOSIGNAL, nullptr, 0)
                              : raw_call(SYS_sendmsg, fd_, &message, MSG_NOSIGNAL);
  });
  return note_sent(sent, size);
}

void Socket::sent(std::span<const iovec> pieces, int result) {
  if (result == scheduler::Ring::kNotMade || result == -EINTR) return events_.on_sent(send(pieces));
  const bool failed = result < 0;
  const Transfer sent{.bytes = failed ? 0 : static_cast<std::size_t>(result), .error = failed ? -result : 0};
  events_.on_sent(note_sent(sent, size_of(pieces)));
}

Transfer Socket::note_sent(Transfer sent, std::size_t size) {
  sent.whole = sent.bytes == size;
  if (!sent.whole) forget(Wait::writable);
  return sent;
}

std::size_t Socket::unacknowledged() {
  int bytes = 0;
  return ::ioctl(fd_, SIOCOUTQ, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

bool Socket::broken() {
  pollfd state{.fd = fd_, .events = 0, .revents = 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLERR | POLLHUP)) != 0;
}

void Socket::end_output() {
  ::shutdown(fd_, SHUT_WR);
}

void Socket::close() {
  waiting_ = 0;
  if (fd_ < 0) return;
  poller_.remove(fd_, *this);
  ::close(std::exchange(fd_, -1));
}

void Socket::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

}  // namespace siding::transport
