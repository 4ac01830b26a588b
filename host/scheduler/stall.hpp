// stall.hpp - what the watchdog found, and who wants to know.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "scheduler/conduct.hpp"
#include "scheduler/stall_counts.hpp"

namespace siding::scheduler {

struct Stall {
  Conduct* conduct = nullptr;  // null: unknown
  unsigned loop = 0;
  StallKind kind = StallKind::blocked;
  StallAction action = StallAction::rescued;
  std::chrono::nanoseconds lasted{};  // so far
  std::string where;                  // the system call; may be empty
  std::size_t connections = 0;        // of the loop
  std::vector<std::uintptr_t> stack;  // of the call, innermost first; empty unless `stall.backtrace` asks for it
  bool demoted = false;               // because of this one
  bool plugin_demoted = false;        // all routes of the plugin, while so many of its calls are stuck
};

// Called on the watchdog's thread; must not block.
class StallObserver {
 public:
  virtual void stalled(const Stall& stall) noexcept = 0;
  virtual void lifted(const Conduct& conduct) noexcept = 0;  // back on the loops
  // The same for the other routes of its plugin.
  virtual void plugin_lifted(const Conduct& conduct) noexcept = 0;
  // The host's own work held a loop: a phase of its cycle.
  virtual void host_was_slow(unsigned loop, const char* phase, std::chrono::nanoseconds lasted) noexcept = 0;

 protected:
  ~StallObserver() = default;
};

}  // namespace siding::scheduler
