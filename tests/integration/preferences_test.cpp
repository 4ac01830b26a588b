// The config of a plugin and the settings of its routes, from the YAML to the plugin.
#include <doctest/doctest.h>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

TEST_SUITE("preferences") {
  TEST_CASE("a plugin reads every kind of value from its config") {
    const RunningServer server{R"(
plugins:
  preferences:
    config:
      truth: true
      number: -7
      half: 2.5
      text: "some words"
      time: 1.5s
      size: 2KiB
      list: [a, b]
      map: { x: 1, y: 2 }
routes:
  - { path: /config, plugin: preferences, handler: config }
)"};
    CHECK(server.ask(get("/config")).body == R"(true -7 5 some words 1500ms 2048B a b x1 y2 absent ["a","b"])");
  }

  TEST_CASE("without config every default holds") {
    const RunningServer server{R"(
routes:
  - { path: /config, plugin: preferences, handler: config }
)"};
    CHECK(server.ask(get("/config")).body == "false 0 0 none 0ms 0B absent []");
  }

  TEST_CASE("each route has its own settings") {
    const RunningServer server{R"(
routes:
  - { path: /one, plugin: preferences, handler: greet, settings: { word: "hi" } }
  - { path: /two, plugin: preferences, handler: greet, settings: { word: "ho", times: 3 } }
)"};
    CHECK(server.ask(get("/one")).body == "hi");
    CHECK(server.ask(get("/two")).body == "hohoho");
  }

  TEST_CASE("settings and config that the plugin refuses stop the start, with their places") {
    const std::string text = text_of(refused(R"(
routes:
  - { path: /few, plugin: preferences, handler: greet, settings: { word: "hi", times: 0 } }
  - { path: /none, plugin: preferences, handler: greet }
  - { path: /odd, plugin: preferences, handler: greet, settings: { word: "hi", tmies: 2 } }
  - { path: /plain, plugin: preferences, handler: config, settings: { word: "hi" } }
)"));
    CAPTURE(text);
    const auto says = [&](std::string_view fragment) { return text.find(fragment) != std::string::npos; };
    CHECK(says("routes.yaml:3:87"));
    CHECK(says("must be from 1 to 3"));
    CHECK(says("routes.yaml:4:5: plugin `preferences`"));
    CHECK(says("lacks the required key `word`"));
    CHECK(says("routes.yaml:5"));
    CHECK(says("`settings.tmies` is unknown here; known: `word`, `times`"));
    CHECK(says("has no settings for its handler `config`"));

    const std::string wrong_type = text_of(refused(R"(
plugins: { preferences: { config: { time: 5 } } }
routes:
  - { path: /config, plugin: preferences, handler: config }
)"));
    CAPTURE(wrong_type);
    CHECK(wrong_type.find("routes.yaml:2:") != std::string::npos);
    CHECK(wrong_type.find("`time` must be a duration with its unit") != std::string::npos);
  }
}

}  // namespace siding::integration
