// stderr_log.hpp - the log of a serving process, to standard error.
//
// Lines are written by a thread of its own, so that a full pipe never holds a
// loop or the watchdog. Bounds: 8192 lines wait; the oldest give way.
// Owner: the process, longer than everybody who logs.
#pragma once

#include <memory>
#include <string>

#include "base/log.hpp"

namespace spdlog::details {
class thread_pool;
}

namespace siding {

class StderrLog {
 public:
  // `level` is a name that spdlog knows: trace, debug, info, warn, error, critical, off.
  explicit StderrLog(const std::string& level);
  ~StderrLog();  // writes what waits; nobody may log any more

  Logger& logger() { return *logger_; }
  // Waits, at most a second, until what was logged so far is written. For leaving
  // without destructors, while a thread that is stuck in a plugin may still log.
  void write_out();

 private:
  std::shared_ptr<spdlog::details::thread_pool> writer_;
  std::shared_ptr<Logger> logger_;
};

}  // namespace siding
