// Counts what a search allocates.
#include <doctest/doctest.h>

#include "allocations.hpp"
#include "routes.hpp"

using namespace siding::routing;

TEST_SUITE("router memory") {
  TEST_CASE("a search with a warm match allocates nothing") {
    const Router router = router_of({"/a/{b}/{c:int}/{d...}", "/a/{x}/y", "/static/path"});
    Match match;
    const auto search = [&] {
      router.find("GET", "/a/some%20long%20value%20beyond%20any%20small%20string/7/the/rest%2Fof/it", match);
      router.find("GET", "/a/b/y", match);
      router.find("HEAD", "/static/path", match);
      router.find("POST", "/static/path", match);
      router.find("GET", "/nothing/here", match);
      router.find("GET", "/a/%zz", match);
    };
    search();
    const auto before = siding::test::allocations();

    search();

    CHECK(siding::test::allocations() == before);
    CHECK(before > 0);
  }
}
