// The admin listener of a whole server, while loops and pools are busy or stuck.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <thread>

#include "integration/harness/gate.hpp"
#include "integration/harness/patience.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

constexpr auto kTable = R"(
server: { admin: "127.0.0.1:0" }
plugins: { gate: { config: { folder: "{folder}" } }, stalls: { config: { folder: "{folder}" } } }
pools: { default: { min: 1, max: 1, queue: 5 } }
routes:
  - { path: "/blocks/{name}", plugin: stalls, handler: blocks }
  - { path: /quick, plugin: stalls, handler: quick }
  - { path: "/sync/{name}", plugin: gate, handler: sync }
)";

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

Response ask_admin(RunningServer& server, const std::string& path) {
  Client client{port_of(server.server().admin_address())};
  client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");  // other names are refused there
  return client.read();
}

// Asks until it is answered so.
Response wait_for(RunningServer& server, const std::string& path, unsigned status, std::string_view text = {}) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    Response response = ask_admin(server, path);
    if (response.status == status && response.body.find(text) != std::string::npos) return response;
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < until, response.body);
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

}  // namespace

TEST_SUITE("admin listener") {
  TEST_CASE("is not there unless it is asked for") {
    RunningServer server{"\nroutes: []\n"};
    CHECK(server.server().admin_address().empty());
  }

  TEST_CASE("counts requests by route, method and status") {
    RunningServer server{kTable};
    CHECK(server.ask(get("/quick")).status == 200);
    CHECK(server.ask(get("/nowhere")).status == 404);

    // Each is counted when its cycle has ended, which is after its client has the answer.
    const std::string count = "http_server_request_duration_seconds_count{http_request_method=\"GET\",";
    wait_for(server, "/metrics", 200, count + "http_route=\"/quick\",http_response_status_code=\"200\"} 1");
    wait_for(server, "/metrics", 200, count + "http_response_status_code=\"404\"} 1");
  }

  TEST_CASE("shows a stall with its evidence and the fix") {
    RunningServer server{kTable, kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client blocked = server.connect();
    blocked.send(get("/blocks/gate"));

    const auto stalls = wait_for(server, "/stalls", 200, "/blocks/{name}").body;
    gate.open();
    CHECK(blocked.read().status == 200);

    CHECK(stalls.find("\"kind\":\"blocked\"") != std::string::npos);
    CHECK(stalls.find("\"action\":\"rescued\"") != std::string::npos);
    CHECK(stalls.find("\"where\":\"read\"") != std::string::npos);
    CHECK(stalls.find("write `mode: sync` at") != std::string::npos);
    CHECK(ask_admin(server, "/routes").body.find("\"demoted\":true") != std::string::npos);
    CHECK(ask_admin(server, "/advice").body.find("\"kind\":\"blocks_a_loop\"") != std::string::npos);
  }

  TEST_CASE("answers while every loop is stuck, and says so") {
    RunningServer server{std::string(kTable) + "stall: { on_block: warn }\n", kFixtures, 2};
    Gate gate{server.folder(), "gate"};
    Client one = server.connect();
    Client other = server.connect();
    one.send(get("/blocks/gate"));
    other.send(get("/blocks/gate"));

    const auto ready = wait_for(server, "/readyz?verbose", 503, "past rescue");
    CHECK(ask_admin(server, "/livez").status == 200);
    CHECK(ready.body.find("event loop") != std::string::npos);
    gate.open(2);
    CHECK(one.read().status == 200);
    CHECK(other.read().status == 200);
    wait_for(server, "/readyz", 200);
  }

  TEST_CASE("a pool that was full for 10 s makes it not ready, until there is room") {
    RunningServer server{kTable, kFixtures, 1};
    Gate gate{server.folder(), "gate"};
    Client running = server.connect();
    Client queued = server.connect();
    running.send(get("/sync/gate"));
    queued.send(get("/sync/gate"));
    CHECK(wait_for(server, "/readyz?verbose", 200, "1 calls wait").status == 200);

    const auto ready = wait_for(server, "/readyz", 503);
    CHECK(ready.body.find("pool default: 1 of 1 threads busy, 1 calls wait, the oldest for 1") != std::string::npos);
    CHECK(ask_admin(server, "/livez").status == 200);
    CHECK(ask_admin(server, "/metrics").status == 200);

    gate.open(2);
    CHECK(running.read().status == 200);
    CHECK(queued.read().status == 200);
    wait_for(server, "/readyz", 200);
  }

  TEST_CASE("is not ready while the server drains, but answers to the end") {
    RunningServer server{kTable};
    CHECK(ask_admin(server, "/readyz").status == 200);
    server.server().drain();
    CHECK(wait_for(server, "/readyz", 503).body.find("draining") != std::string::npos);
    CHECK(ask_admin(server, "/livez").status == 200);
  }

  TEST_CASE("shows what holds with its line, and no secret") {
    ::setenv("SIDING_TEST_PASSWORD", "hunter2", 1);
    RunningServer server{R"(
server: { admin: "127.0.0.1:0", shutdown_timeout: 7s }
plugins: { gate: { config: { folder: "{folder}", dsn: "${SIDING_TEST_PASSWORD}", api_token: literal } } }
routes:
  - { path: "/sync/{name}", plugin: gate, handler: sync }
)"};
    const auto config = ask_admin(server, "/config").body;

    CHECK(config.find("{\"key\":\"server.shutdown_timeout\",\"value\":\"7s\",\"source\":\"") != std::string::npos);
    CHECK(config.find("routes.yaml:2\"}") != std::string::npos);
    CHECK(config.find("\"value\":\"1024\",\"source\":\"default\"}") != std::string::npos);
    CHECK(config.find("{\"key\":\"server.listen\",\"value\":\"127.0.0.1:0\",\"source\":\"the command line\"}") !=
          std::string::npos);
    CHECK(config.find("{\"key\":\"plugins.gate.config.dsn\",\"value\":\"***\"") != std::string::npos);
    CHECK(config.find("{\"key\":\"plugins.gate.config.api_token\",\"value\":\"***\"") != std::string::npos);
    CHECK(config.find("hunter2") == std::string::npos);
    CHECK(config.find("literal") == std::string::npos);
    CHECK(ask_admin(server, "/metrics").body.find("hunter2") == std::string::npos);
    CHECK(ask_admin(server, "/status").body.find("hunter2") == std::string::npos);
  }

  TEST_CASE("a taken address is a mistake at its line, before plugins do anything") {
    RunningServer server{kTable};
    const auto mistakes = refused("\nserver: { admin: \"" + server.server().admin_address() + "\" }\nroutes: []\n");
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].place.line == 2);
    CHECK(mistakes[0].fix.find("server.admin") != std::string::npos);
  }
}

}  // namespace siding::integration
