#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

#include "base/value.hpp"

using namespace siding;
using namespace std::chrono_literals;

TEST_SUITE("durations") {
  TEST_CASE("every unit is understood") {
    CHECK(parse_duration("250us") == 250us);
    CHECK(parse_duration("300ms") == 300ms);
    CHECK(parse_duration("3s") == 3s);
    CHECK(parse_duration("5m") == 5min);
    CHECK(parse_duration("1h") == 1h);
    CHECK(parse_duration("0s") == 0s);
  }

  TEST_CASE("a fraction is exact to the nanosecond") {
    CHECK(parse_duration("0.1s") == 100ms);
    CHECK(parse_duration("1.5h") == 90min);
    CHECK(parse_duration("1.001us") == 1001ns);
  }

  TEST_CASE("what is no duration with a unit is refused") {
    for (const std::string_view text : {"", "30", "s", "30 s", "30S", "30sec", "-3s", "+3s", "1e3s", "3.s", ".5s",
                                        "infs", "nans", "3s ", " 3s", "1m30s", "0x3s", "1d"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_duration(text));
    }
  }

  TEST_CASE("the largest is 292 years, and one more hour is refused") {
    CHECK(parse_duration("2562047h") == 2562047h);
    CHECK_FALSE(parse_duration("2562048h"));
    CHECK_FALSE(parse_duration("99999999999999999999999h"));
  }
}

TEST_SUITE("bytes") {
  TEST_CASE("every unit is understood") {
    CHECK(parse_bytes("512B") == 512);
    CHECK(parse_bytes("64KiB") == 65536);
    CHECK(parse_bytes("1MiB") == 1048576);
    CHECK(parse_bytes("2GiB") == 2147483648);
    CHECK(parse_bytes("1kB") == 1000);
    CHECK(parse_bytes("1MB") == 1000000);
    CHECK(parse_bytes("1GB") == 1000000000);
    CHECK(parse_bytes("1.5KiB") == 1536);
  }

  TEST_CASE("what is no number of bytes with a unit is refused") {
    for (const std::string_view text :
         {"", "512", "KiB", "1 KiB", "1KB", "1kib", "1K", "-1B", "1KiBs", "18446744073709551616B"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_bytes(text));
    }
  }

  TEST_CASE("64 bits are exact") {
    CHECK(parse_bytes("18446744073709551615B") == 18446744073709551615u);
  }
}
