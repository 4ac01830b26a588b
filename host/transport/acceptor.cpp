#include "transport/acceptor.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include <boost/system/error_code.hpp>

namespace siding::transport {
namespace {

constexpr int kAcceptsPerWake = 16;
constexpr std::chrono::milliseconds kPause{50};

int open_reserve() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Acceptor::Acceptor(scheduler::EventLoop& loop, Dealer& dealer)
    : loop_{loop}, dealer_{dealer}, socket_{loop.context()}, reserve_{open_reserve()} {}

Acceptor::~Acceptor() {
  stop();
  if (reserve_ >= 0) ::close(reserve_);
}

Result<void> Acceptor::start(const Listener& listener) {
  const int fd = ::fcntl(listener.fd(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return boost::system::error_code{errno, boost::system::system_category()};
  boost::system::error_code error;
  socket_.assign(fd, error);
  if (error) {
    ::close(fd);
    return error;
  }
  do_wait();
  return {};
}

void Acceptor::stop() {
  loop_.disarm(*this);
  boost::system::error_code ignored;  // the descriptor is gone either way
  socket_.close(ignored);
}

void Acceptor::do_wait() {
  socket_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code& error) {
    if (!error) on_readable();
  });
}

void Acceptor::on_readable() {
  if (!socket_.is_open()) return;  // stopped in the same cycle
  for (int i = 0; i < kAcceptsPerWake; ++i) {
    if (do_accept()) continue;
    if (out_of_resources(errno)) return pause();
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    // Anything else is about the one connection that was not made.
  }
  do_wait();
}

bool Acceptor::do_accept() {
  const int fd = ::accept4(socket_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return false;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // answers are gathered already
  dealer_.deal(fd, loop_);
  return true;
}

// A client that is closed can go elsewhere; one that waits in the backlog cannot know.
void Acceptor::turn_away() {
  if (reserve_ < 0) return;
  ::close(std::exchange(reserve_, -1));
  for (int i = 0; i < kAcceptsPerWake; ++i) {
    const int fd = ::accept4(socket_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) break;
    ::close(fd);
  }
}

bool Acceptor::make_room() {
  int given_up = 0;
  while (given_up < kAcceptsPerWake && dealer_.make_room()) ++given_up;
  return given_up > 0;
}

void Acceptor::pause() {
  if (!make_room()) turn_away();
  if (reserve_ < 0) reserve_ = open_reserve();
  loop_.arm(*this, loop_.now() + kPause);
}

void Acceptor::expired() noexcept {
  if (reserve_ < 0) reserve_ = open_reserve();
  if (socket_.is_open()) on_readable();
}

}  // namespace siding::transport
