// stall_counts.hpp - what kinds of stalls there are, and how many there were.
//
// Threads: count() the watchdog's, read() any.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/counters.hpp"

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

using StallKinds = Counters<StallKind, 4>;
using StallActions = Counters<StallAction, 5>;

// By kind and by action, since the start.
struct StallCounts {
  StallKinds::Counts kinds{};
  StallActions::Counts actions{};

  std::uint64_t of(StallKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  std::uint64_t of(StallAction action) const { return actions[static_cast<std::size_t>(action)]; }
  std::uint64_t all() const { return sum(kinds); }
};

class StallCounters {
 public:
  void count(StallKind kind, StallAction action) {
    kinds_.count(kind);
    actions_.count(action);
  }
  StallCounts read() const { return {kinds_.read(), actions_.read()}; }

 private:
  StallKinds kinds_;
  StallActions actions_;
};

}  // namespace siding::scheduler
