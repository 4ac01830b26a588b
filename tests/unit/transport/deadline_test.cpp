#include "transport/deadline.hpp"

#include <doctest/doctest.h>

using namespace siding::transport;
using namespace std::chrono_literals;

TEST_SUITE("deadline") {
  TEST_CASE("each byte earns its share of a second") {
    const siding::scheduler::Clock::time_point now{1000s};
    const Allowance allowance{.timeout = 30s, .rate = 100};
    CHECK(extended(now + 5s, now, 0, allowance) == now + 5s);
    CHECK(extended(now + 5s, now, 1, allowance) == now + 5s + 10ms);
    CHECK(extended(now + 5s, now, 400, allowance) == now + 9s);
  }

  TEST_CASE("nobody earns more than the whole timeout") {
    const siding::scheduler::Clock::time_point now{1000s};
    const Allowance allowance{.timeout = 30s, .rate = 100};
    CHECK(extended(now + 5s, now, 2'500, allowance) == now + 30s);
    CHECK(extended(now + 5s, now, ~std::uint64_t{0}, allowance) == now + 30s);
    CHECK(extended(now + 5s, now, 1'000'000'000'000, {.timeout = 30s, .rate = 1}) == now + 30s);
  }

  TEST_CASE("a steady client is late below the rate, and never at the rate") {
    const Allowance allowance{.timeout = 30s, .rate = 100};
    const auto seconds_until_late = [&](std::uint64_t bytes_a_second) {
      siding::scheduler::Clock::time_point now{1000s};
      auto at = now + allowance.timeout;
      int seconds = 0;
      for (; at > now && seconds < 3600; ++seconds) at = extended(at, now += 1s, bytes_a_second, allowance);
      return seconds;
    };
    CHECK(seconds_until_late(1) == 31);
    CHECK(seconds_until_late(50) == 60);
    CHECK(seconds_until_late(100) == 3600);
    CHECK(seconds_until_late(1000) == 3600);
  }

  TEST_CASE("without a rate any byte earns everything") {
    const siding::scheduler::Clock::time_point now{1000s};
    CHECK(extended(now + 5s, now, 1, {.timeout = 30s}) == now + 30s);
  }
}
