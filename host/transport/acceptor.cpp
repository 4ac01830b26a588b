#include "transport/acceptor.hpp"

#include <fcntl.h>
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
    : loop_{loop}, dealer_{dealer}, reserve_{open_reserve()} {}

Acceptor::~Acceptor() {
  stop();
  if (reserve_ >= 0) ::close(reserve_);
}

Result<void> Acceptor::start(const Listener& listener) {
  fd_ = ::fcntl(listener.fd(), F_DUPFD_CLOEXEC, 0);
  if (fd_ >= 0 && do_wait()) return {};
  const boost::system::error_code error{errno, boost::system::system_category()};
  stop();
  return error;
}

void Acceptor::stop() {
  loop_.disarm(*this);
  if (fd_ < 0) return;
  loop_.poller().remove(fd_, *this);
  ::close(std::exchange(fd_, -1));
}

void Acceptor::finish() {
  if (fd_ >= 0) on_events(EPOLLIN);
  stop();
}

// Not edge-triggered: what is left in the backlog is told again.
bool Acceptor::do_wait() {
  return loop_.poller().add(fd_, EPOLLIN, *this);
}

void Acceptor::on_events(std::uint32_t) noexcept {
  for (int i = 0; i < kAcceptsPerWake && fd_ >= 0; ++i) {
    if (do_accept()) continue;
    if (out_of_resources(errno)) return pause();
    if (errno == EAGAIN || errno == EWOULDBLOCK) return;
    // Anything else is about the one connection that was not made.
  }
}

bool Acceptor::do_accept() {
  const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return false;
  dealer_.deal(fd, loop_);
  return true;
}

// A client that is closed can go elsewhere; one that waits in the backlog cannot know.
void Acceptor::turn_away() {
  if (reserve_ < 0) return;
  ::close(std::exchange(reserve_, -1));
  for (int i = 0; i < kAcceptsPerWake; ++i) {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
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
  loop_.poller().remove(fd_, *this);
  if (!make_room()) turn_away();
  if (reserve_ < 0) reserve_ = open_reserve();
  loop_.arm(*this, loop_.now() + kPause);
}

void Acceptor::expired() noexcept {
  if (reserve_ < 0) reserve_ = open_reserve();
  if (!do_wait()) loop_.arm(*this, loop_.now() + kPause);
}

}  // namespace siding::transport
