#include "http/date.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>

using namespace siding::http;

namespace {

std::string formatted(std::int64_t seconds) {
  const auto text = imf_fixdate(std::chrono::sys_seconds{std::chrono::seconds{seconds}});
  return std::string{view(text)};
}

}  // namespace

TEST_SUITE("date") {
  TEST_CASE("the example of RFC 9110 comes out") {
    CHECK(formatted(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  }

  TEST_CASE("leap days, ends of years and the epoch") {
    CHECK(formatted(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(formatted(951782400) == "Tue, 29 Feb 2000 00:00:00 GMT");
    CHECK(formatted(1798761599) == "Thu, 31 Dec 2026 23:59:59 GMT");
    CHECK(formatted(-1) == "Wed, 31 Dec 1969 23:59:59 GMT");
  }

  TEST_CASE("it agrees with strftime all over the calendar") {
    for (std::int64_t seconds = 0; seconds < 4102444800; seconds += 86400 * 13 + 4567) {
      const auto time = static_cast<std::time_t>(seconds);
      std::tm parts{};
      gmtime_r(&time, &parts);
      char expected[40];
      REQUIRE(std::strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &parts) == 29);
      REQUIRE(formatted(seconds) == expected);
    }
  }
}
