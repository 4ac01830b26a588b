#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

// The JSON that a plugin gets for that value.
std::string json_of(std::string_view value) {
  const auto configuration =
      good("version: 1\nroutes: []\nplugins:\n  a:\n    config:\n      key: " + std::string(value) + "\n");
  return configuration.plugins.at(0).config.find("key")->json();
}

}  // namespace

TEST_SUITE("what a plugin reads") {
  TEST_CASE("plain values are what they look like") {
    CHECK(json_of("true") == "true");
    CHECK(json_of("False") == "false");
    CHECK(json_of("~") == "null");
    CHECK(json_of("null") == "null");
    CHECK(json_of("") == "null");
    CHECK(json_of("42") == "42");
    CHECK(json_of("-0") == "0");
    CHECK(json_of("+7") == "7");
    CHECK(json_of("0x1F") == "31");
    CHECK(json_of("0o17") == "15");
    CHECK(json_of("-9223372036854775808") == "-9223372036854775808");
    CHECK(json_of("1.5") == "1.5");
    CHECK(json_of("3.") == "3.0");
    CHECK(json_of(".5") == "0.5");
    CHECK(json_of("-1e3") == "-1000.0");
    CHECK(json_of("0.10") == "0.1");
  }

  TEST_CASE("everything else is text") {
    for (const std::string_view text :
         {"hello", "30s", "1MiB", "127.0.0.1:8080", "12:30:45", "2026-11-22", "1_000", "0x", "0o8", "1.2.3", "1e", ".",
          "+", "e5", "tRUE", "oN", "it's", "a b", "\xC3\xA9\xE2\x82\xAC\xED\x9F\xBF\xF0\x9F\x98\x80"}) {
      CAPTURE(text);
      CHECK(json_of(text) == '"' + std::string(text) + '"');
    }
  }

  TEST_CASE("quoted is text, whatever it looks like") {
    for (const std::string_view text : {"true", "42", "1.5", "null", "~", "", "yes", "0777", ".inf"}) {
      CAPTURE(text);
      CHECK(json_of('"' + std::string(text) + '"') == '"' + std::string(text) + '"');
      CHECK(json_of('\'' + std::string(text) + '\'') == '"' + std::string(text) + '"');
    }
    CHECK(json_of("|\n        a\n        b") == R"("a\nb\n")");
  }

  TEST_CASE("lists and maps nest, in the order written") {
    CHECK(json_of("{ z: [1, { y: x }, []], a: {} }") == R"({"z":[1,{"y":"x"},[]],"a":{}})");
  }

  TEST_CASE("every value knows its place") {
    const auto configuration = good(
        "version: 1\nroutes: []\nplugins:\n  a:\n    config:\n"
        "      list:\n"
        "        - x\n"
        "      absent:\n"
        "      last: 1\n");
    const Value& config = configuration.plugins.at(0).config;
    CHECK(config.place_text() == "routes.yaml:6:7");
    CHECK(std::get<Value::List>(config.find("list")->data()).at(0).place_text() == "routes.yaml:7:11");
    CHECK(config.find("absent")->place_text() == "routes.yaml:8:7");
  }

  TEST_CASE("no config is null") {
    const auto configuration = good(kNoRoutes, "plugins: { a: , b: { config: }, c: { config: {} } }\n");
    CHECK(configuration.plugins.at(0).config.json() == "null");
    CHECK(configuration.plugins.at(1).config.json() == "null");
    CHECK(configuration.plugins.at(2).config.json() == "{}");
  }

  TEST_CASE("YAML 1.1 booleans are no trouble as keys") {
    const auto configuration = good(kNoRoutes, "plugins: { a: { config: { on: 1, y: 2 } } }\n");
    CHECK(configuration.plugins.at(0).config.json() == R"({"on":1,"y":2})");
  }
}
