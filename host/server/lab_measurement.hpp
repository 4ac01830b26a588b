// lab_measurement.hpp - what one mode did under the load.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/mode.hpp"
#include "server/lab_load.hpp"

namespace siding::server::lab {

struct Measurement {
  Mode mode = Mode::sync;
  std::chrono::nanoseconds total{};
  unsigned answered = 0;    // with a status below 400
  unsigned refused = 0;     // 503
  unsigned failed = 0;      // any other status from 400 on
  unsigned lost = 0;        // no complete answer
  unsigned unfinished = 0;  // not answered when the time was up
  unsigned status = 0;      // the most frequent one from 400 on; 0 = none

  std::chrono::nanoseconds median{};  // of all complete answers, as the next ones
  std::chrono::nanoseconds p99{};
  std::chrono::nanoseconds longest{};

  std::chrono::nanoseconds alone{};  // one request with nothing beside it; 0 = not measured
  unsigned threads = 0;              // workers of the route's pool that were busy at once, at most
  std::uint64_t stalls = 0;          // calls that the watchdog found holding a loop
  std::uint64_t demotions = 0;

  unsigned errors() const { return refused + failed + lost + unfinished; }
  bool held_a_loop() const { return mode != Mode::sync && stalls + demotions > 0; }
  double requests_per_second() const;  // without the errors
};

// All but what the server tells: alone, threads, stalls and demotions.
Measurement summarise(Mode mode, const LoadResult& load);

// As text and back; for the way out of a child process.
std::string encode(Measurement measurement);
std::optional<Measurement> decode(std::string_view text);

}  // namespace siding::server::lab
