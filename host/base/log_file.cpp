#include "base/log_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <limits>
#include <utility>

#include "base/log_options.hpp"

namespace siding {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLook = 20;                     // ms between two looks at the time
constexpr std::size_t kPipePiece = PIPE_BUF;  // bytes that a pipe with room takes without blocking, in one piece
constexpr std::size_t kFilePiece = std::size_t{1} << 20;

boost::system::error_code last_error() {
  return {errno, boost::system::system_category()};
}

// O_NONBLOCK: a named pipe that nobody reads is an error, not a wait.
int open_to_append(const std::string& path) {
  constexpr mode_t kOwnerAndGroup = 0640;
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, kOwnerAndGroup);
}

// As many whole lines as fit, at least a part of one.
std::size_t piece_of(std::string_view lines, std::size_t most) {
  if (lines.size() <= most) return lines.size();
  const auto end = lines.rfind('\n', most - 1);
  return end == lines.npos ? most : end + 1;
}

}  // namespace

Result<std::unique_ptr<LogFile>> LogFile::open(const std::string& path) {
  const bool owned = is_path(path);
  const int fd = owned ? open_to_append(path) : path == "stderr" ? STDERR_FILENO : STDOUT_FILENO;
  if (fd < 0) return last_error();
  return std::unique_ptr<LogFile>(new LogFile(path, fd, owned));
}

LogFile::LogFile(std::string path, int fd, bool owned)
    : path_(std::move(path)),
      fd_(fd),
      owned_(owned),
      give_up_at_(std::numeric_limits<std::chrono::nanoseconds::rep>::max()) {
  look();
}

LogFile::~LogFile() {
  if (owned_) ::close(fd_);
}

void LogFile::look() {
  struct stat status {};
  const bool known = ::fstat(fd_, &status) == 0;
  const bool waits = known && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
  kind_ = known && S_ISSOCK(status.st_mode) ? Kind::socket : waits ? Kind::pipe : Kind::file;
  terminal_ = ::isatty(fd_) == 1;
}

Result<void> LogFile::reopen() {
  if (!owned_) return {};
  const int fd = open_to_append(path_);
  if (fd < 0) return last_error();
  ::close(std::exchange(fd_, fd));
  look();
  return {};
}

void LogFile::give_up(std::chrono::nanoseconds limit) {
  give_up_at_ = (Clock::now().time_since_epoch() + limit).count();
}

bool LogFile::wait_writable() const {
  if (kind_ == Kind::file) return true;
  for (;;) {
    const bool late = Clock::now().time_since_epoch().count() >= give_up_at_.load(std::memory_order_relaxed);
    pollfd output{.fd = fd_, .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&output, 1, late ? 0 : kLook);
    if (ready > 0) return (output.revents & (POLLERR | POLLOUT)) == POLLOUT;  // else its reader has gone
    if (late || (ready < 0 && errno != EINTR)) return false;
  }
}

void LogFile::write(std::string_view lines) {
  while (!lines.empty()) {
    if (!wait_writable()) return lose(lines);
    const auto size = piece_of(lines, kind_ == Kind::pipe ? kPipePiece : kFilePiece);
    const ssize_t written = kind_ == Kind::socket ? ::send(fd_, lines.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL)
                                                  : ::write(fd_, lines.data(), size);
    if (written > 0) lines.remove_prefix(static_cast<std::size_t>(written));
    if (written < 0 && errno != EINTR && errno != EAGAIN) return lose(lines);
  }
}

void LogFile::lose(std::string_view lines) {
  const auto count = static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
  lost_.fetch_add(count, std::memory_order_relaxed);
}

}  // namespace siding
