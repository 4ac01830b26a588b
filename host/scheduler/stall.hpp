// stall.hpp - what the watchdog found, and who wants to know.
#pragma once

#include <chrono>
#include <string>

#include "scheduler/conduct.hpp"

namespace siding::scheduler {

enum class StallKind {
  blocked,    // waits in the kernel
  computing,  // uses the processor
  starved,    // wanted to, had no core: nobody's fault
  slow,       // many calls that are each too short to rescue
};

enum class StallAction {
  rescued,    // another thread drives the loop now
  watched,    // `on_block: warn`
  exhausted,  // no thread was left to take over
  returned,   // the call came back just then
  charged,    // slow: nothing to take over
};

struct Stall {
  Conduct* conduct = nullptr;  // null: unknown
  unsigned loop = 0;
  StallKind kind = StallKind::blocked;
  StallAction action = StallAction::rescued;
  std::chrono::nanoseconds lasted{};  // so far
  std::string where;                  // the system call; may be empty
  std::size_t connections = 0;        // of the loop
  bool demoted = false;               // because of this one
};

// Called on the watchdog's thread; must not block.
class StallObserver {
 public:
  virtual void stalled(const Stall& stall) noexcept = 0;
  virtual void lifted(const Conduct& conduct) noexcept = 0;  // back on the loops
  // The host's own work held a loop: a phase of its cycle.
  virtual void host_was_slow(unsigned loop, const char* phase, std::chrono::nanoseconds lasted) noexcept = 0;

 protected:
  ~StallObserver() = default;
};

}  // namespace siding::scheduler
