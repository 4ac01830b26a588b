#include "base/mode.hpp"

#include <doctest/doctest.h>

using namespace siding;

TEST_SUITE("mode") {
  TEST_CASE("each has a name that is read back") {
    for (const Mode mode : {Mode::sync, Mode::async, Mode::offload}) CHECK(mode_from(to_string(mode)) == mode);
    CHECK(to_string(Mode::offload) == "offload");
  }

  TEST_CASE("any other word is none") {
    CHECK_FALSE(mode_from("Sync"));
    CHECK_FALSE(mode_from(""));
    CHECK_FALSE(mode_from("unknown"));
  }
}
