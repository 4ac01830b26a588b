#include "dispatch/watch.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

}  // namespace

std::int32_t Watch::open(Scope& scope, int fd, Watch*& watch) {
  int copy = -1;
  if (const auto refused = duplicate(fd, copy); refused != SIDING_OK) return refused;
  watch = new Watch(scope, copy);
  const std::lock_guard lock(scope.mutex_);
  ++scope.pending_;
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
    closed = closed_;
    fd = std::exchange(fd_, -1);
    if (op_) wanted = events_;
  }
  if (closed || fd >= 0) {
    descriptor_.reset();  // its handlers are aborted, and counted down one by one
    ++generation_;
    armed_ = 0;
  }
  if (closed) {
    if (fd >= 0) ::close(fd);
    if (handlers_ == 0) end();
    return;
  }
  if (fd >= 0 && !adopt(fd)) return;
  if (wanted & SIDING_FD_READ) arm(SIDING_FD_READ);
  if (wanted & SIDING_FD_WRITE) arm(SIDING_FD_WRITE);
}

bool Watch::adopt(int fd) {
  descriptor_ = std::make_unique<boost::asio::posix::stream_descriptor>(scope_.home_.context());
  boost::system::error_code error;
  descriptor_->assign(fd, error);
  if (!error) return true;
  ::close(fd);
  descriptor_.reset();
  finish_wait(SIDING_E_SYSTEM);
  return false;
}

void Watch::arm(std::uint32_t event) {
  if (!descriptor_) return finish_wait(SIDING_E_SYSTEM);
  if (armed_ & event) return;  // still outstanding from a wait that was cancelled
  armed_ |= event;
  ++handlers_;
  const auto type = event == SIDING_FD_READ ? boost::asio::posix::descriptor_base::wait_read
                                            : boost::asio::posix::descriptor_base::wait_write;
  descriptor_->async_wait(type, [this, event, generation = generation_](const boost::system::error_code& error) {
    signalled(event, generation, error);
  });
}

void Watch::signalled(std::uint32_t event, std::uint32_t generation, const boost::system::error_code& error) {
  --handlers_;
  if (generation == generation_) {
    armed_ &= ~event;
    finish_wait(static_cast<std::int32_t>(error ? event | SIDING_FD_ERROR : event));
    return;
  }
  bool over = false;
  {
    const std::lock_guard lock(scope_.mutex_);
    over = closed_ && !changed_ && handlers_ == 0;
  }
  if (!over) return;
  Scope& scope = scope_;
  end();
  scope.attend();  // it may have been the last thing the scope waited for
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
    --scope_.pending_;
  }
  delete this;
}

}  // namespace siding::dispatch
