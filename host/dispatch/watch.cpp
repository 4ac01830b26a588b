#include "dispatch/watch.hpp"

#include <fcntl.h>
#include <poll.h>
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

// Of the SIDING_FD_ events `wanted`, those that are ready; with SIDING_FD_ERROR after an error.
std::uint32_t ready_of(int fd, std::uint32_t wanted) {
  pollfd look{};
  look.fd = fd;
  if (wanted & SIDING_FD_READ) look.events |= POLLIN;
  if (wanted & SIDING_FD_WRITE) look.events |= POLLOUT;
  if (::poll(&look, 1, 0) <= 0) return 0;
  const auto has = [&](int bits) { return (look.revents & bits) != 0; };
  if (has(POLLERR | POLLNVAL)) return wanted | SIDING_FD_ERROR;
  std::uint32_t ready = 0;
  if (has(POLLIN | POLLHUP)) ready |= SIDING_FD_READ;
  if (has(POLLOUT | POLLHUP)) ready |= SIDING_FD_WRITE;
  return ready & wanted;
}

// Asio makes a descriptor non-blocking at its first wait. The plugin's is another one for the same
// open file, which holds that flag, and its library may rely on it.
class BlockingKept {
 public:
  explicit BlockingKept(int fd) : fd_(fd), flags_(fd < 0 ? O_NONBLOCK : ::fcntl(fd, F_GETFL)) {}
  ~BlockingKept() {
    if ((flags_ & O_NONBLOCK) == 0) ::fcntl(fd_, F_SETFL, flags_);
  }
  BlockingKept(const BlockingKept&) = delete;
  BlockingKept& operator=(const BlockingKept&) = delete;

 private:
  const int fd_;
  const int flags_;
};

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
  has_waited_ = false;
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
  const BlockingKept kept(std::exchange(has_waited_, true) ? -1 : descriptor_->native_handle());
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
    return error ? finish_wait(static_cast<std::int32_t>(event | SIDING_FD_ERROR)) : look(event);
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

// Asio tells one direction and no errors; and it may have been armed for a wait that is over.
void Watch::look(std::uint32_t event) {
  std::uint32_t wanted = 0;
  {
    const std::lock_guard lock(scope_.mutex_);
    if (op_) wanted = events_;
  }
  if (wanted == 0) return;
  if (const std::uint32_t ready = ready_of(descriptor_->native_handle(), wanted)) {
    finish_wait(static_cast<std::int32_t>(ready));
  } else if (wanted & event) {
    arm(event);
  }
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
