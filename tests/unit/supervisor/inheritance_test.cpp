#include "supervisor/inheritance.hpp"

#include <doctest/doctest.h>

using namespace siding::supervisor;

TEST_SUITE("inheritance") {
  TEST_CASE("what is written for a serving process is what it reads") {
    Inheritance written{
        .supervisor = 4711, .control = 5, .page = 6, .table = 7, .heartbeat = std::chrono::seconds{1}, .sockets = {}};
    written.sockets = {{"127.0.0.1:0", 8}, {"[::1]:8080", 9}};

    const auto read = parse_inheritance(to_text(written));

    REQUIRE(read.has_value());
    CHECK(read->supervisor == 4711);
    CHECK(read->descriptors() == std::vector<int>{5, 6, 7, 8, 9});
    CHECK(read->heartbeat == std::chrono::seconds{1});
    CHECK(read->sockets[1].address == "[::1]:8080");
  }

  TEST_CASE("anything else is refused") {
    for (const auto* text : {"", "1", "x:control=1,page=2,table=3", "1:control=1,page=2", "1:control=1,page=2,table=x",
                             "1:control=1,page=2,table=3,listen=4", "1:control=1,page=2,table=3,what=4"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_inheritance(text).has_value());
    }
  }
}
