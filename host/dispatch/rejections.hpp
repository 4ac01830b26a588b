// rejections.hpp - why requests were answered without, or before, their plugin, and how often.
//
// Threads: any.
#pragma once

#include <cstddef>

#include "base/counters.hpp"

namespace siding::dispatch {

enum class Rejection {
  in_flight,    // 503: max_in_flight
  queue_full,   // 503: of the pool
  waited,       // 503: longer than queue_timeout
  shedding,     // 503: its calls hold as many threads as they may
  timed_out,    // 504
  quarantined,  // 503: it has crashed the process again and again
};

inline constexpr std::size_t kRejections = 6;

using RejectionCounters = Counters<Rejection, kRejections>;
using RejectionCounts = RejectionCounters::Counts;

}  // namespace siding::dispatch
