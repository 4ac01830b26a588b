// Counts what a search allocates, by replacing operator new of this executable.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "routes.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

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
    const auto before = allocations.load();

    search();

    CHECK(allocations.load() == before);
    CHECK(before > 0);
  }
}
