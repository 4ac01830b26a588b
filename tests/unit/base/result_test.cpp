#include "base/result.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

using namespace siding;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Errc::invalid;
  return number / 2;
}

}  // namespace

TEST_SUITE("result") {
  TEST_CASE("it carries a value or one of the failures") {
    CHECK(half(4).value() == 2);
    CHECK(half(3).error() == Errc::invalid);
  }

  TEST_CASE("each failure has a sentence of its own") {
    std::set<std::string> sentences;
    for (int code = static_cast<int>(Errc::overloaded); code <= static_cast<int>(Errc::system); ++code) {
      sentences.insert(make_error_code(static_cast<Errc>(code)).message());
    }
    CHECK(sentences.size() == 9);
    CHECK_FALSE(sentences.contains(errc_category().message(999)));
    CHECK(make_error_code(Errc::gone).category().name() == std::string("siding"));
  }
}
