// pipe.hpp - a named pipe that a test reads when it likes.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

namespace siding::test {

class Pipe {
 public:
  explicit Pipe(const std::filesystem::path& path) : path_{path} {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    fd_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(fd_ >= 0);
  }
  ~Pipe() { ::close(fd_); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Reads on until what was read since the beginning ends with `end`; all of it.
  const std::string& read_until(std::string_view end) {
    constexpr int kPatience = 40'000;  // ms
    char space[65536];
    while (!text_.ends_with(end)) {
      pollfd input{.fd = fd_, .events = POLLIN, .revents = 0};
      REQUIRE(::poll(&input, 1, kPatience) == 1);
      const ssize_t size = ::read(fd_, space, sizeof space);
      REQUIRE(size > 0);
      text_.append(space, static_cast<std::size_t>(size));
    }
    return text_;
  }

 private:
  std::filesystem::path path_;
  int fd_;
  std::string text_;
};

inline std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

}  // namespace siding::test
