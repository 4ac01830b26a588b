#include "base/duration_histogram.hpp"

#include "base/counters.hpp"

namespace siding {

std::uint64_t DurationCounts::count() const {
  return siding::sum(buckets);
}

std::chrono::nanoseconds DurationCounts::mean() const {
  const auto all = static_cast<std::int64_t>(count());
  return all == 0 ? std::chrono::nanoseconds{} : sum / all;
}

std::chrono::nanoseconds DurationCounts::quantile(double share) const {
  const auto rank = share * static_cast<double>(count());
  double below = 0;
  for (std::size_t i = 0; i < kDurationBounds.size(); ++i) {
    const auto here = static_cast<double>(buckets[i]);
    if (here > 0 && below + here >= rank) {
      const auto low = i == 0 ? 0.0 : static_cast<double>(kDurationBounds[i - 1].count());
      const auto high = static_cast<double>(kDurationBounds[i].count());
      return std::chrono::nanoseconds{static_cast<std::int64_t>(low + (high - low) * (rank - below) / here)};
    }
    below += here;
  }
  return count() == 0 ? std::chrono::nanoseconds{} : kDurationBounds.back();
}

DurationCounts& DurationCounts::operator+=(const DurationCounts& other) {
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += other.buckets[i];
  sum += other.sum;
  return *this;
}

DurationCounts DurationHistogram::read() const {
  DurationCounts counts;
  for (std::size_t i = 0; i < buckets_.size(); ++i) counts.buckets[i] = buckets_[i].load(std::memory_order_relaxed);
  counts.sum = std::chrono::nanoseconds{static_cast<std::int64_t>(sum_ns_.load(std::memory_order_relaxed))};
  return counts;
}

}  // namespace siding
