// log_file.hpp - where lines go: standard error, standard output, or a file.
//
// An output that takes nothing (a full pipe, a stopped journal) makes write() wait,
// so it is called by a thread that does nothing else; from give_up() on it waits no more.
// Threads: write() and reopen() one; the others any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace siding {

class LogFile {
 public:
  // `path` may be "stderr" or "stdout". A file is created for its owner and group, and appended to.
  static Result<std::unique_ptr<LogFile>> open(const std::string& path);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  // Writes whole lines. What the output does not take is lost, and counted by lost().
  void write(std::string_view lines);
  // Opens the path again, for who has moved the file away. When that fails the old one stays.
  Result<void> reopen();
  // From `limit` from now on, lines that the output does not take at once are lost.
  void give_up(std::chrono::nanoseconds limit);

  std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }  // lines
  bool is_terminal() const { return terminal_; }

 private:
  enum class Kind { file, pipe, socket };

  LogFile(std::string path, int fd, bool owned);

  void look();
  bool wait_writable() const;
  void lose(std::string_view lines);

  const std::string path_;
  int fd_;
  const bool owned_;
  Kind kind_ = Kind::file;
  bool terminal_ = false;
  std::atomic<std::uint64_t> lost_{0};
  std::atomic<std::chrono::nanoseconds::rep> give_up_at_;  // of steady_clock
};

}  // namespace siding
