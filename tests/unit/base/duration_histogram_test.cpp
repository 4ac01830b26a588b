#include "base/duration_histogram.hpp"

#include <doctest/doctest.h>

namespace siding {

using namespace std::chrono_literals;

TEST_SUITE("duration histogram") {
  TEST_CASE("a bound belongs to the bucket below it") {
    DurationHistogram histogram;
    histogram.record(25us);
    histogram.record(25us + 1ns);

    const DurationCounts counts = histogram.read();

    CHECK(counts.buckets[0] == 1);
    CHECK(counts.buckets[1] == 1);
    CHECK(counts.sum == 50us + 1ns);
  }

  TEST_CASE("what is longer than every bound is counted") {
    DurationHistogram histogram;
    histogram.record(1h);

    CHECK(histogram.read().buckets.back() == 1);
    CHECK(histogram.read().count() == 1);
  }

  TEST_CASE("many that lasted as long are counted at once") {
    DurationHistogram histogram;
    histogram.record(25us, 3);

    CHECK(histogram.read().buckets[0] == 3);
    CHECK(histogram.read().sum == 75us);
  }

  TEST_CASE("a clock that went back counts as nothing") {
    DurationHistogram histogram;
    histogram.record(-1s);

    CHECK(histogram.read().buckets.front() == 1);
    CHECK(histogram.read().sum == 0s);
  }

  TEST_CASE("a quantile lies within its bucket") {
    DurationHistogram histogram;
    for (int i = 0; i < 99; ++i) histogram.record(80us);
    histogram.record(400ms);

    const DurationCounts counts = histogram.read();

    CHECK(counts.quantile(0.5) > 50us);
    CHECK(counts.quantile(0.5) <= 100us);
    CHECK(counts.quantile(1.0) <= 500ms);
    CHECK(counts.quantile(1.0) > 250ms);
    CHECK(DurationCounts{}.quantile(0.5) == 0s);
  }

  TEST_CASE("sums of several writers add up") {
    DurationHistogram one;
    DurationHistogram other;
    one.record(1ms);
    other.record(3ms);

    DurationCounts all = one.read();
    all += other.read();

    CHECK(all.count() == 2);
    CHECK(all.mean() == 2ms);
  }
}

}  // namespace siding
