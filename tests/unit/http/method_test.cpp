#include "http/method.hpp"

#include <doctest/doctest.h>

namespace siding::http {

TEST_SUITE("method") {
  TEST_CASE("is known by its exact name") {
    for (const auto* known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"}) {
      CAPTURE(known);
      CHECK(Method{known}.is_known());
    }
    for (const auto* unknown : {"get", "GETS", "GE", "", "CONNECT", "PRI", "FOO"}) {
      CAPTURE(unknown);
      CHECK_FALSE(Method{unknown}.is_known());
      CHECK(Method{unknown} == unknown);
    }
  }

  TEST_CASE("its index is where the known methods have it") {
    const auto known = known_methods();
    for (std::size_t i = 0; i < known.size(); ++i) {
      CAPTURE(known[i]);
      CHECK(Method{known[i]}.index() == i);
    }
  }

  TEST_CASE("without a name it is none") {
    CHECK(Method{}.empty());
    CHECK_FALSE(Method{}.is_known());
  }

  TEST_CASE("is safe when it asks for nothing but an answer") {
    for (const auto* safe : {"GET", "HEAD", "OPTIONS", "TRACE"}) CHECK(is_safe(safe));
    for (const auto* other : {"POST", "PUT", "DELETE", "PATCH", "get", "GE", "BREW", ""}) CHECK_FALSE(is_safe(other));
  }
}

}  // namespace siding::http
