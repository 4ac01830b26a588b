#include "config/effective.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "config/overrides.hpp"

namespace siding::config {

namespace {

Configuration parsed(const std::string& text) {
  auto configuration = parse(text, "routes.yaml");
  REQUIRE(configuration.has_value());
  return std::move(*configuration);
}

EffectiveValue value_of(const Configuration& configuration, const std::string& key) {
  const auto all = effective(configuration);
  const auto found = std::find_if(all.begin(), all.end(), [&](const EffectiveValue& one) { return one.key == key; });
  REQUIRE_MESSAGE(found != all.end(), key);
  return *found;
}

}  // namespace

TEST_SUITE("effective values") {
  TEST_CASE("have the line where they were written, or are defaults") {
    const auto configuration = parsed("version: 1\nserver:\n  shutdown_timeout: 7s\nroutes: []\n");

    CHECK(value_of(configuration, "server.shutdown_timeout").value == "7s");
    CHECK(value_of(configuration, "server.shutdown_timeout").source == "routes.yaml:3");
    CHECK(value_of(configuration, "server.limits.body").value == "1MiB");
    CHECK(value_of(configuration, "server.limits.body").source == "default");
    CHECK(value_of(configuration, "server.admin").value == "off");
    CHECK(value_of(configuration, "pools.default.share").value == "128");
  }

  TEST_CASE("of a route come from `defaults:` where the route says nothing") {
    const auto configuration = parsed(
        "version: 1\ndefaults: { timeout: 4s }\nroutes:\n  - { path: /a, plugin: a }\n"
        "  - { path: /b, plugin: a, timeout: 9s }\n");

    CHECK(value_of(configuration, "routes[0].timeout").value == "4s");
    CHECK(value_of(configuration, "routes[0].timeout").source == "routes.yaml:2");
    CHECK(value_of(configuration, "routes[1].timeout").source == "routes.yaml:5");
  }

  TEST_CASE("from the command line say so") {
    auto configuration = parsed("version: 1\nserver: { loops: 2 }\nroutes: []\n");
    Overrides overrides;
    overrides.loops = 3;
    overrides.admin = "127.0.0.1:9901";
    CHECK(apply(overrides, configuration).empty());

    CHECK(value_of(configuration, "server.loops").value == "3");
    CHECK(value_of(configuration, "server.io_uring").value == "auto");
    CHECK(value_of(configuration, "server.loops").source == "the command line");
    CHECK(value_of(configuration, "server.admin").value == "127.0.0.1:9901");
  }

  TEST_CASE("from the environment, and under a secret's name, are masked") {
    ::setenv("SIDING_TEST_SECRET", "hunter2", 1);
    const auto configuration = parsed(
        "version: 1\nplugins:\n  db:\n    config: { host: db.example, url: \"${SIDING_TEST_SECRET}\", "
        "auth: { Password: x1, names: [a] } }\nroutes: []\n");

    CHECK(value_of(configuration, "plugins.db.config.host").value == "\"db.example\"");
    CHECK(value_of(configuration, "plugins.db.config.host").source == "routes.yaml:4");
    CHECK(value_of(configuration, "plugins.db.config.url").value == "***");
    CHECK(value_of(configuration, "plugins.db.config.auth.Password").value == "***");
    CHECK(value_of(configuration, "plugins.db.config.auth.names[0]").value == "\"a\"");
  }

  TEST_CASE("a host value from the environment is masked, too") {
    ::setenv("SIDING_TEST_SECRET", "9s", 1);
    const auto configuration =
        parsed("version: 1\nserver: { shutdown_timeout: \"${SIDING_TEST_SECRET}\" }\nroutes: []\n");

    CHECK(value_of(configuration, "server.shutdown_timeout").value == "***");
  }
}

TEST_SUITE("effective values of lists and short forms") {
  TEST_CASE("are as written") {
    const auto configuration =
        parsed("version: 1\nserver: { trusted_proxies: [10.0.0.0/8, \"fd00::/8\"] }\naccess_log: stdout\nroutes: []\n");

    CHECK(value_of(configuration, "server.trusted_proxies").value == "[10.0.0.0/8, fd00::/8]");
    CHECK(value_of(configuration, "access_log.file").value == "stdout");
    CHECK(value_of(configuration, "access_log.file").source == "routes.yaml:3");
    CHECK(value_of(configuration, "access_log.format").source == "default");
  }
}

TEST_SUITE("server.admin") {
  TEST_CASE("is an address with a port, or off") {
    CHECK(parsed("version: 1\nserver: { admin: 127.0.0.1:9901 }\nroutes: []\n").admin->to_string() == "127.0.0.1:9901");
    CHECK_FALSE(parsed("version: 1\nserver: { admin: off }\nroutes: []\n").admin.has_value());
    CHECK_FALSE(parsed("version: 1\nroutes: []\n").admin.has_value());
    CHECK_FALSE(parse("version: 1\nserver: { admin: \"9901\" }\nroutes: []\n", "routes.yaml").has_value());
    CHECK_FALSE(parse("version: 1\nserver: { admin: example.org:9901 }\nroutes: []\n", "routes.yaml").has_value());
  }

  TEST_CASE("can't be the address of the service, the built-in one neither") {
    const auto refused =
        parse("version: 1\nserver: { listen: 127.0.0.1:9901, admin: 127.0.0.1:9901 }\nroutes: []\n", "r.yaml");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().front().what.find("server.listen") != std::string::npos);
    CHECK_FALSE(parse("version: 1\nserver: { admin: 127.0.0.1:8080 }\nroutes: []\n", "r.yaml").has_value());
  }

  TEST_CASE("on the command line is an address, or off") {
    auto configuration = parsed("version: 1\nserver: { admin: 127.0.0.1:9901 }\nroutes: []\n");
    Overrides overrides;
    overrides.admin = "9901";
    CHECK(apply(overrides, configuration).front().what.find("--admin") == 0);
    overrides.admin = "off";
    CHECK(apply(overrides, configuration).empty());
    CHECK_FALSE(configuration.admin.has_value());
  }
}

}  // namespace siding::config
