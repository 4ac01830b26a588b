#include "dispatch/route_table.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/scripted_plugin.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using test::settings_alive;

namespace {

// A plugin, a pool, and nothing that runs.
struct Parts {
  Parts() {
    pools.emplace("default", std::make_unique<scheduler::WorkerPool>(test::pool_of(0, 1)));
    parts.pool = pools.begin()->second.get();
    parts.logger = &log.logger();
    host.emplace("scripted", parts);
    plugin::PluginOptions options;
    options.name = "scripted";
    instance = std::move(*plugin::PluginInstance::start(std::make_unique<test::ScriptedLibrary>(), options, *host));
    bindings["scripted"] = {&*host, instance.get()};
  }

  RouteOptions route(const std::string& path, const std::string& handler = "scripted") {
    RouteOptions options;
    options.name = options.path = path;
    options.plugin = "scripted";
    options.handler = handler;
    options.settings = test::settings_of(script);
    return options;
  }

  Result<RouteTable, Mistakes> build(std::vector<RouteOptions> options) {
    return RouteTable::build(std::move(options), bindings, pools, 1000);
  }

  test::Script script = [](siding_request*) {};
  test::LogLines log;
  HostParts parts;
  Pools pools;
  std::optional<PluginHost> host;
  std::unique_ptr<plugin::PluginInstance> instance;
  PluginBindings bindings;
};

}  // namespace

TEST_SUITE("route table") {
  TEST_CASE("binds each route to handler, mode, pool, limit and settings") {
    Parts parts;
    RouteOptions first = parts.route("/a");
    first.mode = Mode::async;
    first.body_limit = 7;

    auto table = parts.build({first, parts.route("/b", "blocking")});

    REQUIRE(table.has_value());
    CHECK(table->at(0).mode == Mode::async);
    CHECK(table->at(0).body_limit == 7);
    CHECK(table->at(0).settings == &parts.script);
    CHECK(table->at(0).lane != nullptr);
    CHECK(table->at(1).mode == Mode::sync);
    CHECK(table->at(1).body_limit == 1000);
    CHECK(table->at(1).handler_name == "blocking");
    routing::Match match;
    CHECK(table->find("GET", "/b", match) == routing::Outcome::found);
    CHECK(match.route == 1);
    table->free_settings(parts.bindings);
  }

  TEST_CASE("frees the settings of each route once") {
    Parts parts;
    const int before = settings_alive();
    auto table = parts.build({parts.route("/a"), parts.route("/b")});
    REQUIRE(table.has_value());
    REQUIRE(settings_alive() == before + 2);

    table->free_settings(parts.bindings);

    CHECK(settings_alive() == before);
  }

  TEST_CASE("tells all mistakes at once, and frees the settings that were made") {
    Parts parts;
    const int before = settings_alive();
    RouteOptions bad_mode = parts.route("/b", "blocking");
    bad_mode.mode = Mode::async;
    RouteOptions bad_settings = parts.route("/d");
    bad_settings.settings = Value(std::string("text"), {});

    const auto table =
        parts.build({parts.route("/a"), bad_mode, parts.route("/c", "unknown"), bad_settings, parts.route("/a")});

    REQUIRE_FALSE(table.has_value());
    CHECK(table.error().size() == 4);  // the collision of /a too
    CHECK(settings_alive() == before);
  }

  TEST_CASE("a route of a disabled plugin has none") {
    Parts parts;
    parts.bindings["scripted"].instance = nullptr;

    auto table = parts.build({parts.route("/a")});

    REQUIRE(table.has_value());
    CHECK(table->at(0).plugin == nullptr);
    table->free_settings(parts.bindings);
  }
}

}  // namespace siding::dispatch
