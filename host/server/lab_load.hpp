// lab_load.hpp - the load: so many requests, so many at once, each on a connection of its own.
//
// Owner:   `siding lab`. Threads: the calling one does all of it.
// Bounds:  `concurrency` connections; it ends at the deadline whatever the server does.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace siding::server::lab {

struct Load {
  std::uint16_t port = 0;  // of 127.0.0.1
  std::string request;     // complete; asks for the connection to be closed
  unsigned requests = 0;
  unsigned concurrency = 0;
  std::chrono::steady_clock::time_point deadline;
};

struct LoadResult {
  std::chrono::nanoseconds total{};                 // from the first connect to the last end
  std::vector<std::chrono::nanoseconds> latencies;  // of each answer, connect to end
  std::map<unsigned, unsigned> statuses;            // how many answers had which
  unsigned lost = 0;                                // no connection, or no complete answer
  unsigned unfinished = 0;                          // not answered, or not even sent, at the deadline
};

// `between` is called every few milliseconds while it waits for answers.
LoadResult run(const Load& load, const std::function<void()>& between);

}  // namespace siding::server::lab
