// HUP: another serving process with another table, and no request lost by it.
#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "integration/harness/gate.hpp"
#include "integration/harness/running_server.hpp"
#include "integration/harness/supervised.hpp"
#include "transport/listener.hpp"

namespace siding::integration {

namespace {

constexpr std::string_view kBefore = "routes: [ { path: /before, plugin: good, handler: quick } ]\n";
constexpr std::string_view kAfter = "routes: [ { path: /after, plugin: good, handler: quick } ]\n";

// Nobody else's for the moment.
std::uint16_t free_port() {
  return transport::Listener::open("127.0.0.1", 0)->port();
}

}  // namespace

TEST_SUITE("reload") {
  TEST_CASE("HUP brings up the new table, on the same socket") {
    Supervised supervised{kBefore};
    CHECK(supervised.ask(get("/after")).status == 404);
    supervised.rewrite(kAfter);

    supervised.process().signal(SIGHUP);
    supervised.process().wait_for("reloaded in");

    CHECK(supervised.ask(get("/after")).status == 200);
    CHECK(supervised.ask(get("/before")).status == 404);
  }

  TEST_CASE("a bad file, or a plugin that does not start, leaves the old table serving and says why") {
    Supervised supervised{kBefore};
    const pid_t before = supervised.serving();
    supervised.rewrite("routes: [ { path: /after, plugin: good, handlre: quick } ]\n");
    supervised.process().signal(SIGHUP);
    supervised.process().wait_for("unknown key `handlre`");
    CHECK(supervised.ask(get("/before")).status == 200);

    supervised.rewrite("routes: [ { path: /after, plugin: init_fails } ]\n");
    supervised.process().signal(SIGHUP);
    supervised.process().wait_for("no database at db.example");
    CHECK(supervised.ask(get("/before")).status == 200);
    CHECK(supervised.serving() == before);
  }

  TEST_CASE("after a crash it is the table that was accepted last that is served, whatever the file says now") {
    Supervised supervised{kBefore};
    supervised.rewrite("no table at all");
    const pid_t before = supervised.serving();
    ::kill(before, SIGKILL);
    CHECK(supervised.ask(get("/before")).status == 200);
    CHECK(supervised.serving(before) != before);
  }

  TEST_CASE("an idle connection is served once more by the old process, and told to close") {
    Supervised supervised{kBefore};
    Client idle{supervised.port()};
    idle.send(get("/before"));
    CHECK_FALSE(idle.read().has("Connection: close"));
    supervised.rewrite(kAfter);
    supervised.process().signal(SIGHUP);
    supervised.process().wait_for("accepts no more");

    idle.send(get("/before"));
    const auto last = idle.read();
    CHECK(last.status == 200);
    CHECK(last.has("Connection: close"));
    CHECK(idle.ended());
  }

  TEST_CASE("a request in flight is answered by the old process") {
    Supervised supervised{R"(
plugins: { gate: { config: { folder: "{folder}" } } }
routes: [ { path: "/sync/{name}", plugin: gate, handler: sync } ]
)"};
    Gate gate{supervised.folder(), "g"};
    Client client{supervised.port()};
    client.send(get("/sync/g"));
    supervised.process().wait_for("waiting at g");
    supervised.rewrite(kAfter);
    supervised.process().signal(SIGHUP);
    supervised.process().wait_for("reloaded in");
    CHECK(supervised.ask(get("/after")).status == 200);
    gate.open();
    const auto response = client.read();
    CHECK(response.body == "passed g");
    CHECK(response.has("Connection: close"));
  }

  TEST_CASE("under load no request fails and no connection is reset") {
    Supervised supervised{kBefore};
    std::atomic<bool> enough{false};
    std::atomic<int> answered{0};
    std::atomic<int> lost{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&] {
        while (!enough) {
          Client client{supervised.port()};
          for (bool open = true; open && !enough;) {
            client.send(get("/before"));
            const auto response = client.read();
            open = !response.has("Connection: close");
            (response.status == 200 ? answered : lost).fetch_add(1);
          }
        }
      });
    }
    pid_t before = supervised.serving();
    for (int i = 0; i < 5; ++i) {
      supervised.process().signal(SIGHUP);
      before = supervised.serving(before);
    }
    enough = true;
    for (auto& client : clients) client.join();
    CHECK(answered > 0);
    CHECK(lost == 0);
  }

  TEST_CASE("a new address is listened on, one that is left out no more") {
    const std::uint16_t one = free_port();
    const std::uint16_t other = free_port();
    const TempFolder folder;
    const auto listen_on = [&](std::uint16_t port) {
      return folder.write("routes.yaml", "version: 1\nserver: { listen: \"127.0.0.1:" + std::to_string(port) +
                                             "\" }\n" + std::string(kBefore));
    };
    Process process{{"serve", "-c", listen_on(one), "--plugin-dir", kFixtures}};
    REQUIRE(process.wait_for_port() == one);
    listen_on(other);
    process.signal(SIGHUP);
    process.wait_for("serving http://127.0.0.1:" + std::to_string(other));

    Client client{other};
    client.send(get("/before"));
    CHECK(client.read().status == 200);
    process.wait_for("stopped");  // the process that had the other socket
    CHECK(transport::Listener::open("127.0.0.1", one).has_value());
  }

  TEST_CASE("a process that ends well although its supervisor did not say so is replaced") {
    Supervised supervised{kBefore};
    const pid_t before = supervised.serving();
    ::kill(before, SIGTERM);
    supervised.process().wait_for("told to end, but not its supervisor");
    CHECK(supervised.serving(before) != before);
    CHECK(supervised.ask(get("/before")).status == 200);
  }
}

}  // namespace siding::integration
