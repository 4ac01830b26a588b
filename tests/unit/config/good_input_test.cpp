#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kEverything = R"(
version: 1
server:
  listen: [127.0.0.1:8080, "[::1]:8081"]
  loops: 3
  shutdown_timeout: 5s
  plugin_dir: /srv/plugins
  trusted_proxies: [10.0.0.0/8, "::1"]
  forwarded_field: Forwarded
  request_id_field: X-Request-Id
  limits:
    body: 2MiB
    header: 32KiB
    fields: 50
    header_timeout: 1s
    body_timeout: 2s
    idle_timeout: 3s
    write_timeout: 4s
    body_rate: 1KiB
    write_rate: 0B
    connections_per_address: 9
    connections: 99
access_log: { file: stdout, format: json, query: true }
log: { level: debug, format: json, file: /var/log/siding.log }
pools:
  default: { min: 1, max: 8, queue: 2, queue_timeout: 7s, share: 3 }
  db: { min: 5, max: 5 }
plugins:
  article: { file: other.so, config: { wait: 3s }, on_error: disable, init_timeout: 1m }
  echo: echo-2.so
defaults: { pool: db, timeout: 9s, max_in_flight: 11 }
routes:
  - path: /plain
    plugin: echo
  - name: orders
    path: /orders/{id:int}
    methods: [GET, POST]
    plugin: article
    handler: get_order
    mode: async
    pool: default
    timeout: 2s
    max_in_flight: 500
    body: 3KiB
    settings: { table: orders }
)";

}  // namespace

TEST_SUITE("good input") {
  TEST_CASE("server reaches its options") {
    const auto configuration = good(kEverything);
    REQUIRE(configuration.listen.size() == 2);
    CHECK(configuration.listen[0].to_string() == "127.0.0.1:8080");
    CHECK(configuration.listen[1].to_string() == "[::1]:8081");
    CHECK(configuration.listen[1].place.to_string() == "routes.yaml:4:28");
    CHECK(configuration.loops.loops == 3);
    CHECK(configuration.shutdown_timeout == 5s);
    REQUIRE(configuration.proxies.networks.size() == 2);
    CHECK(configuration.proxies.include("10.1.2.3:80"));
    CHECK(configuration.proxies.source == http::TrustedProxies::Source::forwarded);
    CHECK(configuration.request_id_field == "X-Request-Id");
    CHECK(configuration.access_log.file == "stdout");
    CHECK(configuration.access_log.format == LogFormat::json);
    CHECK(configuration.access_log.query);
    CHECK(configuration.log.level == "debug");
    CHECK(configuration.log.format == LogFormat::json);
    CHECK(configuration.log.file == "/var/log/siding.log");
    CHECK(configuration.plugin_dir == "/srv/plugins");
    CHECK(configuration.file == "routes.yaml");
  }

  TEST_CASE("limits reach their options") {
    const auto limits = good(kEverything).limits;
    CHECK(limits.body == 2u << 20);
    CHECK(limits.header == 32u << 10);
    CHECK(limits.fields == 50);
    CHECK(limits.header_timeout == 1s);
    CHECK(limits.body_timeout == 2s);
    CHECK(limits.idle_timeout == 3s);
    CHECK(limits.write_timeout == 4s);
    CHECK(limits.connections == 99);
    CHECK(limits.body_rate == 1024);
    CHECK(limits.write_rate == 0);
    CHECK(limits.connections_per_address == 9);
  }

  TEST_CASE("io_uring is used unless it is off") {
    CHECK(good(kNoRoutes).loops.io_uring);
    CHECK(good(kNoRoutes, "server: { io_uring: auto }\n").loops.io_uring);
    CHECK_FALSE(good(kNoRoutes, "server: { io_uring: off }\n").loops.io_uring);
  }

  TEST_CASE("stalls reach their options") {
    const auto stall = good(kNoRoutes,
                            "stall: { rescue_after: 1s, rescue_running_after: 2s, demote_after: 3, on_block: abort, "
                            "backtrace: once }\n")
                           .stall;
    CHECK(stall.rescue_after == 1s);
    CHECK(stall.rescue_running_after == 2s);
    CHECK(stall.demote_after == 3);
    CHECK(stall.on_block == scheduler::StallOptions::OnBlock::abort);
    CHECK(stall.backtrace == scheduler::StallOptions::Backtrace::once);
  }

  TEST_CASE("pools reach their options") {
    const auto pools = good(kEverything).pools;
    REQUIRE(pools.size() == 2);
    CHECK(pools[0].name == "default");
    CHECK(pools[0].min == 1);
    CHECK(pools[0].max == 8);
    CHECK(pools[0].queue == 2);
    CHECK(pools[0].queue_timeout == 7s);
    CHECK(pools[0].share == 3);
    CHECK(pools[1].name == "db");
    CHECK(pools[1].min == 5);
  }

  TEST_CASE("plugins reach their options") {
    const auto plugins = good(kEverything).plugins;
    REQUIRE(plugins.size() == 2);
    CHECK(plugins[0].name == "article");
    CHECK(plugins[0].file == "other.so");
    CHECK(plugins[0].config.json() == R"({"wait":"3s"})");
    CHECK(plugins[0].on_error == plugin::OnError::disable);
    CHECK(plugins[0].init_timeout == 1min);
    CHECK(plugins[0].place.to_string() == "routes.yaml:29:3");
    CHECK(plugins[1].file == "echo-2.so");
    CHECK(plugins[1].on_error == plugin::OnError::fail);
  }

  TEST_CASE("a route reaches its options") {
    const auto route = good(kEverything).routes.at(1);
    CHECK(route.name == "orders");
    CHECK(route.path == "/orders/{id:int}");
    CHECK(route.methods == std::vector<std::string>{"GET", "POST"});
    CHECK(route.plugin == "article");
    CHECK(route.handler == "get_order");
    CHECK(route.mode == Mode::async);
    CHECK(route.pool == "default");
    CHECK(route.timeout == 2s);
    CHECK(route.max_in_flight == 500);
    CHECK(route.body_limit == 3u << 10);
    CHECK(route.settings.json() == R"({"table":"orders"})");
    CHECK(route.place.to_string() == "routes.yaml:35:5");
    CHECK(route.mode_place.to_string() == "routes.yaml:40:11");
  }

  TEST_CASE("a route that says nothing has the defaults") {
    const auto route = good(kEverything).routes.at(0);
    CHECK(route.name == "/plain");
    CHECK(route.methods.empty());
    CHECK(route.handler.empty());
    CHECK_FALSE(route.mode);
    CHECK(route.pool == "db");
    CHECK(route.timeout == 9s);
    CHECK(route.max_in_flight == 11);
    CHECK_FALSE(route.body_limit);
    CHECK(route.settings.json() == "null");
    CHECK(route.mode_place.to_string() == route.place.to_string());
  }

  TEST_CASE("`body: stream` is no limit, but another way to get the content") {
    const auto route = good("version: 1\nroutes: [ { path: /a, plugin: a, body: stream } ]\n").routes.at(0);
    CHECK(route.stream_body);
    CHECK_FALSE(route.body_limit);
    CHECK(route.body_place.to_string() == "routes.yaml:2:40");
    CHECK_FALSE(good(kEverything).routes.at(1).stream_body);
  }

  TEST_CASE("the shortest file has the built-in defaults") {
    const auto configuration = good(kNoRoutes);
    REQUIRE(configuration.listen.size() == 1);
    CHECK(configuration.listen[0].to_string() == "127.0.0.1:8080");
    REQUIRE(configuration.pools.size() == 1);
    CHECK(configuration.pools[0].name == "default");
    CHECK(configuration.plugins.empty());
    CHECK(configuration.loops.loops == 0);
  }

  TEST_CASE("empty sections are sections without keys") {
    const auto configuration = good(kNoRoutes, "server:\npools:\nplugins:\ndefaults:\n");
    CHECK(configuration.pools.size() == 1);
  }

  TEST_CASE("a plugin that only routes name is NAME.so without a config, once") {
    const auto configuration = good(kRoutes, "  - { path: /a, plugin: hello }\n  - { path: /b, plugin: hello }\n");
    REQUIRE(configuration.plugins.size() == 1);
    CHECK(configuration.plugins[0].name == "hello");
    CHECK(configuration.plugins[0].file == "hello.so");
    CHECK(configuration.plugins[0].place.to_string() == "routes.yaml:3:25");
  }

  TEST_CASE("a name near to a plugin that has its routes is a plugin of its own") {
    const auto configuration = good(
        "version: 1\nplugins: { hello: }\nroutes:\n"
        "  - { path: /a, plugin: hello }\n  - { path: /b, plugin: hello_c }\n");
    CHECK(configuration.plugins.size() == 2);
  }

  TEST_CASE("`default` is a pool even where others are listed, and may be bounded like them") {
    CHECK(good(kNoRoutes, "pools: { db: }\n").pools.size() == 2);
    CHECK(good(kNoRoutes, "pools: { db: }\n").pools[0].name == "default");
    CHECK(good(kNoRoutes, "pools: { default: { queue: 7 } }\n").pools.at(0).queue == 7);
  }

  TEST_CASE("one bound of a pool moves the other, which is not written") {
    const auto small = good(kNoRoutes, "pools: { a: { max: 2 } }\n").pools.at(1);
    CHECK(small.min == 2);
    const auto large = good(kNoRoutes, "pools: { a: { min: 300 } }\n").pools.at(1);
    CHECK(large.max == 300);
  }

  TEST_CASE("none is no timeout and no bound, against defaults that have one") {
    const auto configuration = good(
        "version: 1\ndefaults: { timeout: 9s, max_in_flight: 11 }\nroutes:\n"
        "  - { path: /a, plugin: a, timeout: none, max_in_flight: none }\n"
        "  - { path: /b, plugin: a, timeout: 0s }\n");
    CHECK(configuration.routes.at(0).timeout == 0s);
    CHECK(configuration.routes.at(0).max_in_flight == 0);
    CHECK(configuration.routes.at(1).timeout == 0s);
  }

  TEST_CASE("auto is zero: chosen by the part") {
    const auto configuration = good(kNoRoutes, "server: { loops: auto }\npools: { a: { share: auto } }\n");
    CHECK(configuration.loops.loops == 0);
    CHECK(configuration.pools.at(1).share == 0);
  }

  TEST_CASE("one path may have a route for each method, under names of their own") {
    const auto configuration = good(kRoutes,
                                    "  - { path: /a, plugin: a }\n"
                                    "  - { path: /a, plugin: a, methods: [POST, PUT] }\n"
                                    "  - { path: /a, plugin: a, methods: DELETE }\n");
    CHECK(configuration.routes.at(0).name == "/a");
    CHECK(configuration.routes.at(1).name == "POST,PUT /a");
    CHECK(configuration.routes.at(2).name == "DELETE /a");
    CHECK(configuration.routes.at(2).methods == std::vector<std::string>{"DELETE"});
  }

  TEST_CASE("the order of the sections does not matter") {
    const auto configuration = good(
        "routes: [{ path: /a, plugin: a, pool: db }]\n"
        "plugins: { a: b.so }\npools: { db: }\ndefaults: { timeout: 1s }\nversion: 1\n");
    CHECK(configuration.routes.at(0).timeout == 1s);
    CHECK(configuration.plugins.at(0).file == "b.so");
  }

  TEST_CASE("a byte order mark and CRLF change nothing") {
    std::string text = "\xEF\xBB\xBF";
    for (const char c : kEverything) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const auto configuration = good(text);
    CHECK(configuration.log.level == "debug");
    CHECK(configuration.routes.at(1).name == "orders");
    CHECK(configuration.routes.at(1).mode_place.to_string() == "routes.yaml:40:11");
  }

  TEST_CASE("one document may have its marks, comments and tabs where YAML allows them") {
    const auto configuration = good("%YAML 1.2\n---\n# a comment\n\t# another\nversion:\t1\nroutes: []\t# none\n...\n");
    CHECK(configuration.routes.empty());
  }
}
