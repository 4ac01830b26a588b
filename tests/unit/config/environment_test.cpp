#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kPlugin = "version: 1\nroutes: []\nplugins:\n  a:\n    config:\n";

const Value& member(const Configuration& configuration, std::string_view key) {
  const Value* found = configuration.plugins.at(0).config.find(key);
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_SUITE("environment") {
  TEST_CASE("a variable stands for a part of any value") {
    const Variable address("SIDING_TEST_ADDRESS", "127.0.0.1");
    const Variable port("SIDING_TEST_PORT", "9000");
    const Variable seconds("SIDING_TEST_SECONDS", "7");
    const auto configuration = good(kNoRoutes,
                                    "server:\n"
                                    "  listen: ${SIDING_TEST_ADDRESS}:${SIDING_TEST_PORT}\n"
                                    "  loops: ${SIDING_TEST_SECONDS}\n"
                                    "  shutdown_timeout: ${SIDING_TEST_SECONDS}s\n");
    CHECK(configuration.listen.at(0).to_string() == "127.0.0.1:9000");
    CHECK(configuration.loops.loops == 7);
    CHECK(configuration.shutdown_timeout == 7s);
  }

  TEST_CASE("what looks like YAML in a variable is text") {
    const Variable value("SIDING_TEST_VALUE", "a: [b] # c");
    CHECK(member(good(kPlugin, "      key: ${SIDING_TEST_VALUE}\n"), "key").json() == R"("a: [b] # c")");
  }

  TEST_CASE("unquoted it has the type that it looks like, quoted it is text") {
    const Variable value("SIDING_TEST_VALUE", "5432");
    CHECK(member(good(kPlugin, "      key: ${SIDING_TEST_VALUE}\n"), "key").json() == "5432");
    CHECK(member(good(kPlugin, "      key: \"${SIDING_TEST_VALUE}\"\n"), "key").json() == "\"5432\"");
  }

  TEST_CASE("an empty one is empty text") {
    const Variable value("SIDING_TEST_VALUE", "");
    CHECK(member(good(kPlugin, "      key: ${SIDING_TEST_VALUE}\n"), "key").json() == "\"\"");
  }

  TEST_CASE("what came from it is a secret, and nothing else is") {
    const Variable value("SIDING_TEST_VALUE", "hunter2");
    const auto configuration = good(
        kPlugin, "      plain: x\n      part: user:${SIDING_TEST_VALUE}\n      list: [\"${SIDING_TEST_VALUE}\"]\n");
    CHECK(configuration.plugins.at(0).config.json() == R"({"plain":"x","part":"user:hunter2","list":["hunter2"]})");
    CHECK(configuration.plugins.at(0).config.masked_json() == R"({"plain":"x","part":"***","list":["***"]})");
  }

  TEST_CASE("a mistake shows the name, never the value") {
    const Variable value("SIDING_TEST_VALUE", "hunter2");
    const Mistakes mistakes =
        bad("version: 1\n"
            "log: { level: \"${SIDING_TEST_VALUE}\" }\nserver: { listen: \"${SIDING_TEST_VALUE}\", loops: "
            "\"${SIDING_TEST_VALUE}\" }\n"
            "defaults: { timeout: \"${SIDING_TEST_VALUE}\", pool: \"${SIDING_TEST_VALUE}\" }\n"
            "routes: [{ path: /a, plugin: \"A${SIDING_TEST_VALUE}\", methods: \"${SIDING_TEST_VALUE}\" }]\n");
    CHECK(mistakes.size() == 7);
    for (const Mistake& mistake : mistakes) {
      CHECK(to_string(mistake).find("${SIDING_TEST_VALUE}") != std::string::npos);
      CHECK(to_string(mistake).find("hunter2") == std::string::npos);
    }
  }

  TEST_CASE("$${ is a plain ${, and a dollar alone is a dollar") {
    const Variable value("SIDING_TEST_VALUE", "v");
    const auto configuration = good(kPlugin, "      key: $${A} $5 $$ ${SIDING_TEST_VALUE}$ $${SIDING_TEST_VALUE}\n");
    CHECK(member(configuration, "key").json() == R"("${A} $5 $$ v$ ${SIDING_TEST_VALUE}")");
    CHECK_FALSE(member(good(kPlugin, "      key: $${A}\n"), "key").secret());
  }

  TEST_CASE("a value is expanded once") {
    const Variable outer("SIDING_TEST_OUTER", "${SIDING_TEST_INNER}");
    const Variable inner("SIDING_TEST_INNER", "v");
    CHECK(member(good(kPlugin, "      key: ${SIDING_TEST_OUTER}\n"), "key").json() == R"("${SIDING_TEST_INNER}")");
  }

  TEST_CASE("keys are not expanded") {
    CHECK(member(good(kPlugin, "      ${SIDING_TEST_UNSET}: 1\n"), "${SIDING_TEST_UNSET}").json() == "1");
  }

  TEST_CASE("one that is not set is a mistake, with the nearest that is") {
    const Variable value("SIDING_TEST_PASSWORD", "x");
    check_each(kPlugin,
               {{"      key: ${SIDING_TEST_PASWORD}\n", ExitCode::configuration, 6, 12,
                 "the environment variable SIDING_TEST_PASWORD is not set", "did you mean ${SIDING_TEST_PASSWORD}?"},
                {"      key: ${ZQXJK_ZQXJK}\n", ExitCode::configuration, 6, 12, "ZQXJK_ZQXJK is not set",
                 "set it before the start"}});
  }

  TEST_CASE("what is no name in the braces is a mistake") {
    check_each(
        kPlugin,
        {{"      key: ${A-B}\n", ExitCode::configuration, 6, 12, "`${A-B}` names no environment variable", "$${"},
         {"      key: ${}\n", ExitCode::configuration, 6, 12, "`${}` names no environment variable", "letters"},
         {"      key: ${1A}\n", ExitCode::configuration, 6, 12, "`${1A}` names no", "letters"},
         {"      key: ${A\n", ExitCode::configuration, 6, 12, "`${` without its `}`", "$${"}});
  }

  TEST_CASE("one that is not UTF-8 is a mistake") {
    const Variable value("SIDING_TEST_VALUE", "\xFF");
    check_each(kPlugin, {{"      key: ${SIDING_TEST_VALUE}\n", ExitCode::configuration, 6, 12, "is not UTF-8", ""}});
  }
}
