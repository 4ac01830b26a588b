#include <algorithm>

#include "config/document.hpp"
#include "config/sections.hpp"
#include "config/source.hpp"
#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

const std::filesystem::path kDirectory = SIDING_CONFIG_DIRECTORY;

Configuration shipped(const char* name) {
  auto configuration = load(kDirectory / name);
  if (!configuration) FAIL(to_string(configuration.error().front()));
  return *configuration;
}

// What the reader asks of that text and does not find.
std::vector<std::string> keys_absent_from(std::string_view text) {
  const Source source(text, "reference.yaml");
  Report report(source);
  const auto root = read_document(source, report);
  REQUIRE(root);
  read_configuration(*root, report);
  return report.absent();
}

}  // namespace

TEST_SUITE("reference.yaml") {
  TEST_CASE("it shows every key that the reader knows") {
    const auto source = Source::read(kDirectory / "reference.yaml");
    REQUIRE(source.has_value());
    CHECK(keys_absent_from(source->text()) == std::vector<std::string>{});
  }

  TEST_CASE("a key that it would not show is noticed") {
    const auto absent = keys_absent_from("version: 1\nserver: { loops: 1 }\nroutes: [{ path: /a, plugin: a }]\n");
    CHECK(std::find(absent.begin(), absent.end(), "server.listen") != absent.end());
    CHECK(std::find(absent.begin(), absent.end(), "routes[0].settings") != absent.end());
    CHECK(std::find(absent.begin(), absent.end(), "server.loops") == absent.end());
  }

  TEST_CASE("what it shows of the server is the default") {
    const auto shown = shipped("reference.yaml");
    const Configuration built_in;
    REQUIRE(shown.listen.size() == 1);
    CHECK(shown.listen[0].to_string() == Listen{}.to_string());
    CHECK(shown.admin.has_value() == built_in.admin.has_value());
    CHECK(shown.loops.loops == built_in.loops.loops);
    CHECK(shown.loops.io_uring == built_in.loops.io_uring);
    CHECK(shown.shutdown_timeout == built_in.shutdown_timeout);
    CHECK(shown.proxies.networks.empty());
    CHECK(shown.proxies.source == built_in.proxies.source);
    CHECK(shown.access_log.file == built_in.access_log.file);
    CHECK(shown.access_log.format == built_in.access_log.format);
    CHECK(shown.access_log.query == built_in.access_log.query);
    CHECK(shown.request_id_field == built_in.request_id_field);
    CHECK(shown.log.format == built_in.log.format);
    CHECK(shown.log.level == built_in.log.level);
    CHECK(shown.log.file == built_in.log.file);
    CHECK(shown.plugin_dir == built_in.plugin_dir);
  }

  TEST_CASE("what it shows of the supervisor is the default") {
    const auto shown = shipped("reference.yaml").supervisor;
    const supervisor::SupervisorOptions built_in;
    CHECK(shown.quarantine_after == built_in.quarantine_after);
    CHECK(shown.quarantine_window == built_in.quarantine_window);
    CHECK(shown.quarantine_for == built_in.quarantine_for);
  }

  TEST_CASE("what it shows of the limits is the default") {
    const auto shown = shipped("reference.yaml").limits;
    const transport::Limits built_in;
    CHECK(shown.body == built_in.body);
    CHECK(shown.header == built_in.header);
    CHECK(shown.fields == built_in.fields);
    CHECK(shown.header_timeout == built_in.header_timeout);
    CHECK(shown.body_timeout == built_in.body_timeout);
    CHECK(shown.idle_timeout == built_in.idle_timeout);
    CHECK(shown.write_timeout == built_in.write_timeout);
    CHECK(shown.connections == built_in.connections);
    CHECK(shown.body_rate == built_in.body_rate);
    CHECK(shown.write_rate == built_in.write_rate);
    CHECK(shown.connections_per_address == built_in.connections_per_address);
  }

  TEST_CASE("what it shows of stalls is the default") {
    const auto shown = shipped("reference.yaml").stall;
    const scheduler::StallOptions built_in;
    CHECK(shown.rescue_after == built_in.rescue_after);
    CHECK(shown.rescue_running_after == built_in.rescue_running_after);
    CHECK(shown.demote_after == built_in.demote_after);
    CHECK(shown.on_block == built_in.on_block);
    CHECK(shown.backtrace == built_in.backtrace);
  }

  TEST_CASE("what it shows of a pool is the default") {
    const auto shown = shipped("reference.yaml").pools.at(0);
    const scheduler::PoolOptions built_in;
    CHECK(shown.name == built_in.name);
    CHECK(shown.min == built_in.min);
    CHECK(shown.max == built_in.max);
    CHECK(shown.queue == built_in.queue);
    CHECK(shown.queue_timeout == built_in.queue_timeout);
    CHECK(shown.share == built_in.share);
  }

  TEST_CASE("what it shows of a plugin is the default") {
    const auto shown = shipped("reference.yaml").plugins.at(0);
    const plugin::PluginOptions built_in;
    CHECK(shown.file == shown.name + ".so");
    CHECK(shown.config.json() == built_in.config.json());
    CHECK(shown.on_error == built_in.on_error);
    CHECK(shown.init_timeout == built_in.init_timeout);
  }

  TEST_CASE("what it shows of a route is the default") {
    const auto reference = shipped("reference.yaml");
    const auto& shown = reference.routes.at(0);
    const dispatch::RouteOptions built_in;
    CHECK(shown.name == shown.path);
    CHECK(shown.methods == std::vector<std::string>{"GET"});
    CHECK(shown.pool == built_in.pool);
    CHECK(shown.timeout == built_in.timeout);
    CHECK(shown.server_timing == built_in.server_timing);
    CHECK(shown.max_in_flight == built_in.max_in_flight);
    CHECK(shown.body_limit == reference.limits.body);
    CHECK(shown.settings.json() == built_in.settings.json());
  }
}

TEST_SUITE("routes.yaml") {
  TEST_CASE("it serves the examples and the article on this machine") {
    const auto configuration = shipped("routes.yaml");
    REQUIRE(configuration.listen.size() == 1);
    CHECK(configuration.listen[0].to_string() == "127.0.0.1:8080");
    std::vector<std::string> served;
    for (const auto& route : configuration.routes) {
      served.push_back((route.methods.empty() ? "GET" : route.methods.at(0)) + ' ' + route.path + ' ' + route.plugin +
                       ' ' + route.handler);
    }
    CHECK(served == std::vector<std::string>{
                        "GET /hello/{name} hello sync", "GET /hello-async/{name} hello async",
                        "GET /hello-offload/{name} hello offload", "GET /hello-c/{name} hello_c ",
                        "GET /article/sync article sync", "GET /article/async-blocking article async_blocking",
                        "GET /article/async article async", "GET /article/offload article offload",
                        "GET /sync article sync", "GET /async article async", "POST /upload stream sum",
                        "GET /download/{bytes:int} stream download", "GET /clock stream clock", "POST /echo echo "});
  }
}
