#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

TEST_SUITE("all mistakes at once") {
  TEST_CASE("they come in the order of the file, each with its line") {
    const Mistakes mistakes =
        bad("routes:\n"
            "  - { path: /a, plugin: a, pool: nowhere, methods: get }\n"
            "  - { path: /a, plugin: a }\n"
            "server:\n"
            "  lissten: 127.0.0.1:8080\n"
            "  loops: 0\n"
            "plugins: { a: { config: { on: off } } }\n"
            "server: {}\n");
    std::vector<std::string> places;
    for (const Mistake& mistake : mistakes) places.push_back(mistake.place.to_string());
    CHECK(places == std::vector<std::string>{"routes.yaml", "routes.yaml:2:34", "routes.yaml:2:52", "routes.yaml:5:3",
                                             "routes.yaml:6:10", "routes.yaml:7:31", "routes.yaml:8:1"});
    CHECK(mistakes[3].quoted == "  lissten: 127.0.0.1:8080");
    CHECK(exit_code(mistakes) == ExitCode::configuration);
  }

  TEST_CASE("one reads like this") {
    const Mistakes mistakes =
        bad("version: 1\nroutes: []\n"
            "server:\n"
            "  lissten: 127.0.0.1:8080\n");
    CHECK(
        to_string(mistakes[0]) ==
        "routes.yaml:4:3: unknown key `lissten` in `server`\n"
        "  4 |   lissten: 127.0.0.1:8080\n"
        "    |   ^\n"
        "  did you mean `listen`? keys here: listen, admin, loops, io_uring, shutdown_timeout, plugin_dir, supervisor, "
        "trusted_proxies, forwarded_field, request_id_field and limits");
  }

  TEST_CASE("beyond a hundred they are counted") {
    std::string text = "version: 1\nroutes: []\n";
    for (int key = 0; key < 1500; ++key) text += "unknown" + std::to_string(key) + ": 1\n";
    const Mistakes mistakes = bad(text);
    REQUIRE(mistakes.size() == 101);
    CHECK(mistakes[99].place.line == 102);
    CHECK(to_string(mistakes[100]) == "and 1400 more mistakes");
  }

  TEST_CASE("a line of a CRLF file is quoted without its end") {
    const Mistakes mistakes = bad("version: 1\r\nroutes: []\r\nloops: 1\r\n");
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].quoted == "loops: 1");
  }
}
