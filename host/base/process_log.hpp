// process_log.hpp - the log of a serving process, written by a thread of its own.
//
// Whoever logs only queues: an output that takes nothing holds no loop. What gives
// way then is counted (dropped_lines() in log.hpp), and said once there is room.
// Owner:  the process, longer than everybody who logs.
// Bounds: 8192 lines wait, the oldest give way; a line keeps 16 KiB.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <spdlog/formatter.h>

#include "base/log.hpp"
#include "base/log_file.hpp"
#include "base/log_options.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"

namespace siding {

class LineQueue;

class ProcessLog {
 public:
  static Result<std::unique_ptr<ProcessLog>, Mistakes> open(const LogOptions& options);
  // Writes what waits, for a second at most; nobody may log any more.
  ~ProcessLog();
  ProcessLog(const ProcessLog&) = delete;
  ProcessLog& operator=(const ProcessLog&) = delete;

  Logger& logger() { return *logger_; }

  // Opens the file again, soon: for logrotate. From any thread.
  void reopen();
  // Waits, at most for `limit`, until what was logged so far is written. For leaving without
  // destructors, from any thread and from signal handlers: it takes no lock and no memory.
  void write_out(std::chrono::milliseconds limit = std::chrono::seconds{1}) noexcept;

 private:
  ProcessLog(const LogOptions& options, std::unique_ptr<LogFile> file);

  void run();
  void format(const spdlog::details::log_msg& line);
  void write();
  void do_reopen();
  void say(spdlog::level::level_enum level, const std::string& text);

  const std::string path_;
  std::unique_ptr<LogFile> file_;
  std::shared_ptr<LineQueue> queue_;
  std::shared_ptr<Logger> logger_;
  std::unique_ptr<spdlog::formatter> formatter_;
  spdlog::memory_buf_t text_;       // formatted, not yet written
  std::uint64_t said_dropped_ = 0;  // of the dropped lines, those that were told of
  std::atomic<bool> reopen_{false};
  std::atomic<bool> ending_{false};
  std::thread writer_;
};

}  // namespace siding
