#include "base/place.hpp"

#include <doctest/doctest.h>

using namespace siding;

TEST_SUITE("place") {
  const auto file = std::make_shared<const std::string>("routes.yaml");

  TEST_CASE("it names file, line and column") {
    const Place place{file, 12, 5};
    CHECK(place.to_string() == "routes.yaml:12:5");
    CHECK(place.file_and_line() == "routes.yaml:12");
  }

  TEST_CASE("a whole file has no line") {
    const Place place{file, 0, 0};
    CHECK(place.to_string() == "routes.yaml");
    CHECK(place.file_and_line() == "routes.yaml");
  }

  TEST_CASE("nowhere is empty") {
    CHECK(Place{}.to_string().empty());
    CHECK(Place{}.file_and_line().empty());
  }
}
