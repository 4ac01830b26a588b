#include "config/overrides.hpp"

#include <doctest/doctest.h>

#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

Configuration two_addresses() {
  return good(kNoRoutes, "server: { listen: [127.0.0.1:8080, 127.0.0.1:8081], loops: 2 }\n");
}

}  // namespace

TEST_SUITE("overrides") {
  TEST_CASE("nothing given changes nothing") {
    auto configuration = two_addresses();
    CHECK(apply({}, configuration).empty());
    CHECK(configuration.listen.size() == 2);
    CHECK(configuration.loops.loops == 2);
  }

  TEST_CASE("a port leaves the first address with that port") {
    auto configuration = two_addresses();
    CHECK(apply({.host = {}, .port = 0, .loops = {}, .log_level = {}, .plugin_dir = {}}, configuration).empty());
    REQUIRE(configuration.listen.size() == 1);
    CHECK(configuration.listen[0].to_string() == "127.0.0.1:0");
  }

  TEST_CASE("a host leaves the first port at that host") {
    auto configuration = two_addresses();
    CHECK(apply({.host = "::1", .port = {}, .loops = {}, .log_level = {}, .plugin_dir = {}}, configuration).empty());
    REQUIRE(configuration.listen.size() == 1);
    CHECK(configuration.listen[0].to_string() == "[::1]:8080");
  }

  TEST_CASE("loops, log level and plugin directory replace those of the file") {
    auto configuration = two_addresses();
    CHECK(
        apply({.host = {}, .port = {}, .loops = 5, .log_level = "warn", .plugin_dir = "mine"}, configuration).empty());
    CHECK(configuration.loops.loops == 5);
    CHECK(configuration.log.level == "warn");
    CHECK(configuration.plugin_dir == std::filesystem::current_path() / "mine");
  }

  TEST_CASE("every value that does not fit is reported, and nothing is changed") {
    auto configuration = two_addresses();
    const Mistakes mistakes = apply(
        {.host = "example.org", .port = 1, .loops = 1025, .log_level = "loud", .plugin_dir = "mine"}, configuration);
    REQUIRE(mistakes.size() == 3);
    CHECK(mistakes[0].what == "--host: `example.org` is not an IP address");
    CHECK(mistakes[1].what == "--log-level: `loud` is not known");
    CHECK(mistakes[2].what == "--loops: `1025` is out of range");
    CHECK(exit_code(mistakes) == ExitCode::usage);
    CHECK(configuration.listen.size() == 2);
    CHECK(configuration.plugin_dir.empty());
  }
}
