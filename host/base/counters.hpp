// counters.hpp - how often each kind of something has happened.
//
// Threads: any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace siding {

// `Kind` is an enumeration of N values, from 0 on.
template <class Kind, std::size_t N>
class Counters {
 public:
  using Counts = std::array<std::uint64_t, N>;

  void count(Kind kind) { counts_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed); }

  Counts read() const {
    Counts counts{};
    for (std::size_t i = 0; i < N; ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
    return counts;
  }

 private:
  std::array<std::atomic<std::uint64_t>, N> counts_{};
};

template <std::size_t N>
std::uint64_t sum(const std::array<std::uint64_t, N>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace siding
