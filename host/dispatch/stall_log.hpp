// stall_log.hpp - one line per stall, with what to do about it.
//
// Owner:   Server. Threads: the watchdog's; history() any.
// Bounds:  a line per route and second; what is left out is counted and told.
#pragma once

#include <string>
#include <unordered_map>

#include "base/log.hpp"
#include "dispatch/stall_history.hpp"
#include "scheduler/stall.hpp"

namespace siding::dispatch {

class StallLog final : public scheduler::StallObserver {
 public:
  explicit StallLog(Logger& logger) : logger_(logger) {}

  // Those that were left out of the log as well.
  const StallHistory& history() const { return history_; }

  void stalled(const scheduler::Stall& stall) noexcept override;
  void lifted(const scheduler::Conduct& conduct) noexcept override;
  void plugin_lifted(const scheduler::Conduct& conduct) noexcept override;
  void host_was_slow(unsigned loop, const char* phase, std::chrono::nanoseconds lasted) noexcept override;

 private:
  struct Said {
    scheduler::Clock::time_point at{};
    unsigned left_out = 0;
  };

  void log_stack(const scheduler::Stall& stall, const std::string& stack);

  Logger& logger_;
  StallHistory history_;
  std::unordered_map<const scheduler::Conduct*, Said> said_;
};

// The line; for tests.
std::string describe(const scheduler::Stall& stall);

}  // namespace siding::dispatch
