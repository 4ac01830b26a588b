// options.hpp - what the operator may choose about loops and pools.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace siding::scheduler {

struct LoopOptions {
  unsigned loops = 0;    // 0 = one per core that the cgroup allows
  bool io_uring = true;  // many sends in one call, where the kernel and the container allow it
};

// One entry of `pools:`.
struct PoolOptions {
  std::string name = "default";
  unsigned min = 4;          // threads kept; min == max: they live as long as the pool
  unsigned max = 256;        // threads at most, on demand
  std::size_t queue = 1024;  // calls that may wait; the next is refused
  std::chrono::nanoseconds queue_timeout = std::chrono::seconds{30};  // a call that waited longer is dropped
  unsigned share = 0;  // threads that one route may hold; 0 = half of max

  unsigned route_share() const { return share ? share : std::max(1u, max / 2); }
};

// `stall:`
struct StallOptions {
  enum class OnBlock {
    ignore,  // the loops are not watched, to measure what watching costs
    warn,    // say so, change nothing
    rescue,  // take the loop over
    abort,   // end the process with a core dump, for tests of plugins
  };
  std::chrono::nanoseconds rescue_after = std::chrono::milliseconds{30};           // of a call that sleeps
  std::chrono::nanoseconds rescue_running_after = std::chrono::milliseconds{100};  // of a call that computes
  unsigned demote_after = 1;  // stalls, until the route's requests run on workers
  OnBlock on_block = OnBlock::rescue;
  enum class Backtrace {
    never,
    once,  // of each route: by a signal, which may change what the handler's system calls return
  };
  Backtrace backtrace = Backtrace::never;
};

}  // namespace siding::scheduler
