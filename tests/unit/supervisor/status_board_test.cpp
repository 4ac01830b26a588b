#include "supervisor/status_board.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace siding::supervisor;

TEST_SUITE("status board") {
  TEST_CASE("another command finds it by its process, and reads how the last reload went and what is served") {
    StatusBoard board("/etc/siding/routes.yaml");
    board.serves("version: 1\n", {{"hello", "12 bytes, 00"}});
    auto found = Supervised::find(::getpid());
    REQUIRE(found.size() == 1);
    const Supervised& seen = found.front();
    CHECK(seen.config == "/etc/siding/routes.yaml");
    CHECK(seen.table() == "version: 1\n");
    CHECK(seen.plugins() == "hello\t12 bytes, 00\n");
    CHECK(seen.begun() == 0);

    board.begin_reload();
    CHECK(seen.begun() == 1);
    CHECK(seen.done() == 0);
    board.end_reload(78, "no such key");
    CHECK(seen.done() == 1);
    CHECK(seen.last().code == 78);
    CHECK(seen.last().why == "no such key");
  }

  TEST_CASE("a process that is no supervisor has none") {
    CHECK(Supervised::find(::getpid()).empty());
    CHECK(Supervised::find(1 << 30).empty());
  }
}
