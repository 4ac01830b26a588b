// access_log.hpp - a line for each request, written by a thread of its own.
//
// Loops copy what is to be told into their lanes, without a lock and without a
// format; the thread makes lines of it, and waits where the output takes none.
// Owner:   Server; the routes live longer, the loops that write do not.
// Bounds:  1 MiB a loop (AccessLane).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/log_file.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"
#include "base/text_buffer.hpp"
#include "dispatch/access_lane.hpp"
#include "dispatch/options.hpp"

namespace siding::dispatch {

class AccessLog final : private AccessBell {
 public:
  // `logger` is told of what was lost.
  static Result<std::unique_ptr<AccessLog>, Mistakes> open(const AccessLogOptions& options, std::size_t loops,
                                                           Logger& logger);
  ~AccessLog();  // writes what waits, for a second at most
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  AccessLane& lane(std::size_t loop) { return *lanes_[loop]; }

  // From any thread.
  void reopen();
  std::uint64_t lost() const;                       // lines
  void write_out(std::chrono::milliseconds limit);  // waits until what is published is written

 private:
  AccessLog(const AccessLogOptions& options, std::unique_ptr<LogFile> file, std::size_t loops, Logger& logger);

  void ring() noexcept override;
  void run();
  bool collect();
  void write();
  void wait(std::chrono::milliseconds limit);

  const AccessLogOptions options_;
  Logger& logger_;
  std::unique_ptr<LogFile> file_;
  std::vector<std::unique_ptr<AccessLane>> lanes_;
  AccessLines formatter_;
  TextBuffer lines_;             // not yet written
  std::uint64_t said_lost_ = 0;  // of the lost lines, those that were told of
  std::atomic<bool> reopen_{false};
  std::atomic<bool> ending_{false};
  std::atomic<bool> writing_{false};
  std::mutex mutex_;
  std::condition_variable rung_;
  std::thread writer_;
};

}  // namespace siding::dispatch
