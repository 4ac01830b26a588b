#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

constexpr ExitCode kConfiguration = ExitCode::configuration;
constexpr std::string_view kPlugin =
    "version: 1\nroutes: []\nplugins:\n  a:\n    config:\n";  // its keys start on line 6

}  // namespace

TEST_SUITE("bad input: what a plugin reads") {
  TEST_CASE("values that YAML readers disagree about, and numbers that do not fit") {
    check_each(kPlugin,
               {
                   {"      tls: on\n", kConfiguration, 6, 12, "`plugins.a.config.tls`: `on` is a boolean to some",
                    "true or false, or \"on\" in quotes"},
                   {"      tls: { on: [Yes] }\n", kConfiguration, 6, 19, "`plugins.a.config.tls.on[0]`: `Yes`",
                    "true or false"},
                   {"      mode: 0755\n", kConfiguration, 6, 13, "`0755` is octal to some", "0o17 is octal"},
                   {"      mode: -007\n", kConfiguration, 6, 13, "`-007` is octal to some", "without leading zeros"},
                   {"      n: 9223372036854775808\n", kConfiguration, 6, 10, "does not fit", "64 bits"},
                   {"      n: 0xFFFFFFFFFFFFFFFFF\n", kConfiguration, 6, 10, "does not fit", "64 bits"},
                   {"      n: 1e999\n", kConfiguration, 6, 10, "does not fit", "finite"},
                   {"      n: .inf\n", kConfiguration, 6, 10, "`.inf` is not a number that can be passed on", "finite"},
                   {"      n: .NaN\n", kConfiguration, 6, 10, "`.NaN` is not a number", "\".NaN\" in quotes"},
               });
  }

  TEST_CASE("every boolean of YAML 1.1 in every spelling") {
    for (const std::string_view word :
         {"y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"}) {
      CAPTURE(word);
      const Mistakes mistakes = bad(std::string(kPlugin) + "      key: " + std::string(word) + "\n");
      REQUIRE(mistakes.size() == 1);
      CHECK(mistakes[0].what.find("is a boolean to some YAML readers") != std::string::npos);
      good(kPlugin, "      key: \"" + std::string(word) + "\"\n");
    }
  }

  TEST_CASE("duplicate keys, at any depth") {
    check_each(kPlugin,
               {
                   {"      a: 1\n      b: 2\n      a: 1\n", kConfiguration, 8, 7, "duplicate key `a`", "on line 6"},
                   {"      list:\n        - x: { deep: 1,\n               deep: 2 }\n", kConfiguration, 8, 16,
                    "duplicate key `deep`", "on line 7"},
               });
  }

  TEST_CASE("a config is a map") {
    check_each(
        kNoRoutes,
        {
            {"plugins: { a: { config: fast } }\n", kConfiguration, 3, 25, "`fast` is a single value",
             "as the plugin defines"},
            {"plugins: { a: { config: [1] } }\n", kConfiguration, 3, 25, "this is a list", "as the plugin defines"},
            {"plugins: { a: [1] }\n", kConfiguration, 3, 15, "`plugins.a`: this is a list", "such as hello.so"},
        });
  }
}
