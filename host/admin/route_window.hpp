// route_window.hpp - what one route did between two snapshots.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "admin/advice.hpp"

namespace siding::admin {

struct RouteWindow {
  double seconds = 0;
  std::uint64_t requests = 0;  // answered, or left by their clients
  std::uint64_t refused = 0;   // 503 because no worker was to be had
  std::uint64_t stalls = 0;    // but for starved ones
  std::uint64_t blocked = 0;   // of these: in the kernel
  std::uint64_t timed = 0;     // requests with phases
  std::array<DurationCounts, dispatch::kPhaseNames.size()> phases{};
  dispatch::SampleCounts samples;

  std::chrono::nanoseconds run() const;  // of a sample, on average
  std::chrono::nanoseconds cpu() const;
  std::chrono::nanoseconds mean(dispatch::Phase phase) const { return phases[static_cast<std::size_t>(phase)].mean(); }
  double arrivals_per_second() const;
};

RouteWindow route_window(const Window& window, std::size_t route);

}  // namespace siding::admin
