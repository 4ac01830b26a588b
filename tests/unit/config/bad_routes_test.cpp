#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

constexpr ExitCode kConfiguration = ExitCode::configuration;

}  // namespace

TEST_SUITE("bad input: routes") {
  TEST_CASE("one route") {
    check_each(
        kRoutes,
        {
            {"  - hello\n", kConfiguration, 3, 5, "`routes[0]`: `hello` is a single value", "a route: a map"},
            {"  - { path: /a }\n", kConfiguration, 3, 5, "`routes[0]` lacks the key `plugin`", "`path` and `plugin`"},
            {"  - { plugin: a }\n", kConfiguration, 3, 5, "`routes[0]` lacks the key `path`", "`path` and `plugin`"},
            {"  - { path: /a, plugin: a, metods: GET }\n", kConfiguration, 3, 28, "unknown key `metods` in `routes[0]`",
             "did you mean `methods`?"},
            {"  - { path: a, plugin: a }\n", kConfiguration, 3, 13, "a", "/"},
            {"  - { path: \"/{id:itn}\", plugin: a }\n", kConfiguration, 3, 13, "`itn`", "did you mean `int`?"},
            {"  - { path: [/a], plugin: a }\n", kConfiguration, 3, 13, "`routes[0].path`: this is a list", "a path"},
            {"  - { path: /a, plugin: A.so }\n", kConfiguration, 3, 25, "`A.so` is not a name", "lower-case"},
            {"  - { path: /a, plugin: a, handler: true }\n", kConfiguration, 3, 37, "`true` is a boolean",
             "quoted it is text"},
            {"  - { path: /a, plugin: a, mode: asinc }\n", kConfiguration, 3, 34, "`asinc` is not known here",
             "sync, async or offload; did you mean `async`?"},
            {"  - { path: /a, plugin: a, mode: Sync }\n", kConfiguration, 3, 34, "`Sync`", "did you mean `sync`?"},
            {"  - { path: /a, plugin: a, methods: get }\n", kConfiguration, 3, 37, "`get` is not a method",
             "upper-case"},
            {"  - { path: /a, plugin: a, methods: [GET, P ST] }\n", kConfiguration, 3, 43, "`P ST` is not a method",
             "upper-case"},
            {"  - { path: /a, plugin: a, methods: [GET, PUT, GET] }\n", kConfiguration, 3, 48, "`GET` is listed twice",
             "once"},
            {"  - { path: /a, plugin: a, methods: [] }\n", kConfiguration, 3, 37, "the list is empty", "[GET, POST]"},
            {"  - { path: /a, plugin: a, pool: defualt }\n", kConfiguration, 3, 34, "`defualt` is no pool",
             "expected default; did you mean `default`?"},
            {"  - { path: /a, plugin: a, timeout: 2 }\n", kConfiguration, 3, 37, "`2` has no unit", "or `none`"},
            {"  - { path: /a, plugin: a, max_in_flight: -1 }\n", kConfiguration, 3, 43, "`-1` is not a whole number",
             "or `none`"},
            {"  - { path: /a, plugin: a, body: streamed }\n", kConfiguration, 3, 34,
             "`streamed` is not a number of bytes", "or `stream`"},
            {"  - { path: /a, plugin: a, settings: [1] }\n", kConfiguration, 3, 38,
             "`routes[0].settings`: this is a list", "a map"},
            {"  - { path: /a, plugin: a, settings: { b: yes } }\n", kConfiguration, 3, 43,
             "`routes[0].settings.b`: `yes`", "true or false"},
            {"  - { path: /a, plugin: a, path: /b }\n", kConfiguration, 3, 28, "duplicate key `path`", "on line 3"},
        });
  }

  TEST_CASE("two routes") {
    check_each(kRoutes,
               {
                   {"  - { path: /a, plugin: a }\n  - { path: /a, plugin: b }\n", kConfiguration, 4, 13,
                    "/a at routes.yaml:3 and /a at routes.yaml:4 match the same paths with GET", "remove one"},
                   {"  - path: /a/{x}\n    plugin: a\n  - path: /a/{y}\n    plugin: a\n", kConfiguration, 5, 11,
                    "/a/{x} at routes.yaml:3 and /a/{y} at routes.yaml:5", "different methods"},
                   {"  - { path: /a, plugin: a, name: x }\n  - { path: /b, plugin: a, name: x }\n", kConfiguration, 4,
                    34, "`x` is the name of the route on line 3 already", "a name of its own"},
                   {"  - { path: /a, plugin: a }\n  - { path: /b, plugin: a, name: /a }\n", kConfiguration, 4, 34,
                    "`/a` is the name of the route on line 3 already", "a name of its own"},
               });
  }

  TEST_CASE("a collision is seen although something else is wrong with the route") {
    const Mistakes mistakes =
        bad("version: 1\nroutes:\n"
            "  - { path: /a, plugin: a }\n"
            "  - { path: /a, plugin: b, timeout: 1 }\n");
    REQUIRE(mistakes.size() == 2);
    CHECK(mistakes[0].what.find("match the same paths") != std::string::npos);
    CHECK(mistakes[1].what.find("has no unit") != std::string::npos);
  }

  TEST_CASE("a plugin that is not listed, beside a listed one of nearly that name which no route uses") {
    check_each("version: 1\nplugins: { article: , hello: }\nroutes:\n",
               {{"  - { path: /a, plugin: artcle }\n  - { path: /b, plugin: hello }\n", kConfiguration, 4, 25,
                 "unknown plugin `artcle`",
                 "did you mean `article`? Listed are article and hello; if artcle.so is meant, list `artcle:`"}});
  }
}
