// Work of a plugin that belongs to no request.
#include <doctest/doctest.h>

#include "integration/harness/patience.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

TEST_SUITE("background") {
  TEST_CASE("it ticks while the host serves, and is ended when the host stops") {
    RunningServer server{R"(
routes:
  - { path: /third, plugin: ticker }
)"};
    CHECK(server.ask(get("/third")).body == "ticked");
    CHECK(server.log().with({"ticks no more"}).empty());

    REQUIRE(server.server().stop(kPatience));

    CHECK(server.log().with({"ticks no more: the host is stopping"}).size() == 1);
  }
}

}  // namespace siding::integration
