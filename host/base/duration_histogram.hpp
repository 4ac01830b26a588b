// duration_histogram.hpp - how often something took how long.
//
// Threads: record() one writer, which pays plain stores; read() any.
// Bounds:  the buckets of OpenTelemetry's HTTP metrics, and finer ones below them,
//          because a handler here takes microseconds.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace siding {

// Upper bounds, inclusive; one more bucket takes what is longer.
inline constexpr std::array<std::chrono::nanoseconds, 20> kDurationBounds = [] {
  using std::chrono::microseconds;
  return std::array<std::chrono::nanoseconds, 20>{
      microseconds{25},        microseconds{50},         microseconds{100},        microseconds{250},
      microseconds{500},       microseconds{1'000},      microseconds{2'500},      microseconds{5'000},
      microseconds{10'000},    microseconds{25'000},     microseconds{50'000},     microseconds{100'000},
      microseconds{250'000},   microseconds{500'000},    microseconds{1'000'000},  microseconds{2'500'000},
      microseconds{5'000'000}, microseconds{10'000'000}, microseconds{30'000'000}, microseconds{60'000'000}};
}();

struct DurationCounts {
  std::array<std::uint64_t, kDurationBounds.size() + 1> buckets{};
  std::chrono::nanoseconds sum{};

  std::uint64_t count() const;
  std::chrono::nanoseconds mean() const;  // zero without any
  // About: interpolated within its bucket. `share` of 0.99 is the 99th percentile.
  std::chrono::nanoseconds quantile(double share) const;
  DurationCounts& operator+=(const DurationCounts& other);
};

class DurationHistogram {
 public:
  // So many times that long.
  void record(std::chrono::nanoseconds duration, std::uint64_t times = 1) {
    std::size_t bucket = 0;
    while (bucket < kDurationBounds.size() && duration > kDurationBounds[bucket]) ++bucket;
    add(buckets_[bucket], times);
    add(sum_ns_, duration.count() > 0 ? static_cast<std::uint64_t>(duration.count()) * times : 0);
  }

  DurationCounts read() const;

 private:
  static void add(std::atomic<std::uint64_t>& to, std::uint64_t more) {
    to.store(to.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }

  std::array<std::atomic<std::uint64_t>, kDurationBounds.size() + 1> buckets_{};
  std::atomic<std::uint64_t> sum_ns_{0};
};

}  // namespace siding
