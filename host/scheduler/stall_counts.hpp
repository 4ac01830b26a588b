// stall_counts.hpp - what kinds of stalls there are, and how many there were.
//
// Threads: count() the watchdog's, read() any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

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

// By kind and by action, since the start.
struct StallCounts {
  std::array<std::uint64_t, 4> kinds{};
  std::array<std::uint64_t, 5> actions{};

  std::uint64_t of(StallKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  std::uint64_t of(StallAction action) const { return actions[static_cast<std::size_t>(action)]; }
  std::uint64_t all() const { return kinds[0] + kinds[1] + kinds[2] + kinds[3]; }
};

class StallCounters {
 public:
  void count(StallKind kind, StallAction action) {
    kinds_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
    actions_[static_cast<std::size_t>(action)].fetch_add(1, std::memory_order_relaxed);
  }

  StallCounts read() const {
    StallCounts counts;
    for (std::size_t i = 0; i < kinds_.size(); ++i) counts.kinds[i] = kinds_[i].load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < actions_.size(); ++i) counts.actions[i] = actions_[i].load(std::memory_order_relaxed);
    return counts;
  }

 private:
  std::array<std::atomic<std::uint64_t>, 4> kinds_{};
  std::array<std::atomic<std::uint64_t>, 5> actions_{};
};

}  // namespace siding::scheduler
