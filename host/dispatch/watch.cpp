#include "dispatch/watch.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "dispatch/scope.hpp"

namespace siding::dispatch {

namespace {

// The result of a refused duplicate: fcntl's errno is left as it was.
std::int32_t duplicate(int fd, int& copy) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return SIDING_E_INVALID;
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) return SIDING_E_INVALID;  // epoll has no use for them
  copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? SIDING_E_SYSTEM : SIDING_OK;
}

// Of the SIDING_FD_ events `wanted`, those that epoll's `events` tell; all of them and SIDING_FD_ERROR after an error.
std::uint32_t ready_of(std::uint32_t events, std::uint32_t wanted) {
  if (events & EPOLLERR) return wanted | SIDING_FD_ERROR;
  std::uint32_t ready = 0;
  if (events & (EPOLLIN | EPOLLHUP)) ready |= SIDING_FD_READ;
  if (events & (EPOLLOUT | EPOLLHUP)) ready |= SIDING_FD_WRITE;
  return ready & wanted;
}

// Once, and asked anew for each wait: what the library has read meanwhile is its own business.
std::uint32_t epoll_events(std::uint32_t wanted) {
  std::uint32_t events = EPOLLONESHOT;
  if (wanted & SIDING_FD_READ) events |= EPOLLIN;
  if (wanted & SIDING_FD_WRITE) events |= EPOLLOUT;
  return events;
}

}  // namespace

std::int32_t Watch::open(Scope& scope, int fd, Watch*& watch) {
  int copy = -1;
  if (const auto refused = duplicate(fd, copy); refused != SIDING_OK) return refused;
  const std::lock_guard lock(scope.mutex_);
  if (scope.concluded_) {
    ::close(copy);
    return SIDING_E_INVALID;  // nobody would close it
  }
  watch = new Watch(scope, copy);
  watch->next_open_ = scope.open_watches_;
  if (scope.open_watches_) scope.open_watches_->prev_open_ = watch;
  scope.open_watches_ = watch;
  return SIDING_OK;
}

Watch::~Watch() {
  if (fd_ >= 0) ::close(fd_);
}

std::int32_t Watch::rebind(int fd) {
  int copy = -1;
  if (const auto refused = duplicate(fd, copy); refused != SIDING_OK) return refused;
  Scope::Lock lock(scope_.mutex_);
  if (closed_ || op_) {
    ::close(copy);
    return SIDING_E_INVALID;
  }
  if (fd_ >= 0) ::close(fd_);
  fd_ = copy;
  scope_.mark_changed(*this);
  scope_.attract(lock);
  return SIDING_OK;
}

std::int32_t Watch::wait(siding_op& op, std::uint32_t events) {
  Scope::Lock lock(scope_.mutex_);
  if (closed_ || op_ || (events & (SIDING_FD_READ | SIDING_FD_WRITE)) == 0) return SIDING_E_INVALID;
  if (scope_.reason_ != 0) return scope_.reason_;
  make_state(op, OpKind::fd_wait).watch = this;
  scope_.waits_.push_back(op);
  ++scope_.pending_;
  op_ = &op;
  events_ = events;
  scope_.mark_changed(*this);
  scope_.attract(lock);
  return SIDING_OK;
}

void Watch::close() {
  Scope::Lock lock(scope_.mutex_);
  if (closed_) return;
  closed_ = true;
  scope_.mark_changed(*this);
  if (siding_op* const op = std::exchange(op_, nullptr)) {
    scope_.waits_.remove(*op);
    scope_.complete(*op, SIDING_E_CANCELLED);
    scope_.wake(lock);
    if (!lock.owns_lock()) return;
  }
  scope_.attract(lock);
}

void Watch::apply() {
  std::uint32_t wanted = 0;
  bool closed = false;
  int fd = -1;
  {
    const std::lock_guard lock(scope_.mutex_);
    if (changed_) return;  // by a worker meanwhile: it is in the list again, and must not end
    closed = closed_;
    fd = std::exchange(fd_, -1);
    if (op_) wanted = events_;
  }
  if (closed || fd >= 0) let_go();
  if (closed) {
    if (fd >= 0) ::close(fd);
    return end();
  }
  if (fd >= 0) watched_ = fd;
  if (wanted != 0) arm(wanted);
}

void Watch::let_go() {
  if (watched_ < 0) return;
  if (added_) scope_.home_.poller().remove(watched_, *this);
  ::close(std::exchange(watched_, -1));
  added_ = false;
}

void Watch::arm(std::uint32_t wanted) {
  scheduler::Poller& poller = scope_.home_.poller();
  const std::uint32_t events = epoll_events(wanted);
  const bool armed = added_ ? poller.change(watched_, events, *this) : poller.add(watched_, events, *this);
  added_ = added_ || armed;
  if (!armed) finish_wait(SIDING_E_SYSTEM);
}

void Watch::on_events(std::uint32_t events) noexcept {
  std::uint32_t wanted = 0;
  {
    const std::lock_guard lock(scope_.mutex_);
    if (op_) wanted = events_;
  }
  if (wanted == 0) return;  // of a wait that is over
  if (const std::uint32_t ready = ready_of(events, wanted)) return finish_wait(static_cast<std::int32_t>(ready));
  arm(wanted);  // it had been armed for an earlier wait
}

void Watch::finish_wait(std::int32_t result) {
  Scope::Lock lock(scope_.mutex_);
  if (!op_) return;
  const auto event = static_cast<std::uint32_t>(result);
  if (result > 0 && (event & events_) == 0) return;  // ready for what an earlier wait had asked
  siding_op& op = *std::exchange(op_, nullptr);
  scope_.waits_.remove(op);
  scope_.complete(op, result);
  scope_.wake(lock);
}

void Watch::end() {
  {
    const std::lock_guard lock(scope_.mutex_);
    (prev_open_ ? prev_open_->next_open_ : scope_.open_watches_) = next_open_;
    if (next_open_) next_open_->prev_open_ = prev_open_;
  }
  delete this;
}

}  // namespace siding::dispatch
