// How `siding serve` ends: by signals, with requests in flight.
#include <doctest/doctest.h>

#include <csignal>

#include "integration/harness/gate.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

// A serving process with the plugin `gate`.
struct Serving {
  explicit Serving(const std::string& server_keys = "") : keys{server_keys} {}

  std::string keys;
  TempFolder folder;
  Gate gate{folder.path(), "g"};
  std::filesystem::path table =
      folder.write("routes.yaml", "version: 1\n" + keys + "plugins: { gate: { config: { folder: \"" +
                                      folder.path().string() + R"(" } } }
routes:
  - { path: "/sync/{name}", plugin: gate, handler: sync }
  - { path: "/async/{name}", plugin: gate, handler: async }
)");
  Process process{{"serve", "-c", table, "--plugin-dir", kFixtures, "--port", "0", "--loops", "2"}};
  const std::uint16_t port = process.wait_for_port();
};

}  // namespace

TEST_SUITE("stop") {
  TEST_CASE("TERM and INT end a server without requests, with code 0") {
    for (const int number : {SIGTERM, SIGINT}) {
      Serving serving;
      const Client idle{serving.port};

      serving.process.signal(number);

      const Ended ended = serving.process.wait();
      CHECK(ended.code == 0);
      CAPTURE(ended.err);
      CHECK(ended.err.find("stopped") != std::string::npos);
    }
  }

  TEST_CASE("a request in flight is answered, with Connection: close") {
    for (const std::string path : {"/sync/g", "/async/g"}) {
      CAPTURE(path);
      Serving serving;
      Client client{serving.port};
      client.send(get(path));
      serving.process.wait_for("waiting at g");

      serving.process.signal(SIGTERM);
      serving.process.wait_for("draining");
      serving.gate.open();

      const auto response = client.read();
      CHECK(response.status == 200);
      CHECK(response.body == "passed g");
      CHECK(response.has("Connection: close"));
      CHECK(client.ended());
      CHECK(serving.process.wait().code == 0);
    }
  }

  TEST_CASE("a second signal cancels what is in flight") {
    Serving serving;
    Client client{serving.port};
    client.send(get("/async/g"));
    serving.process.wait_for("waiting at g");
    serving.process.signal(SIGTERM);
    serving.process.wait_for("draining");

    serving.process.signal(SIGTERM);

    CHECK(client.ended());
    serving.process.wait_for("turned away from g: the host is stopping");
    const Ended ended = serving.process.wait();
    CHECK(ended.code == 0);
    CHECK(ended.err.find("not all requests were answered") != std::string::npos);
  }

  TEST_CASE("when shutdown_timeout is over, what is in flight is cancelled") {
    Serving serving{"server: { shutdown_timeout: 20ms }\n"};
    Client client{serving.port};
    client.send(get("/async/g"));
    serving.process.wait_for("waiting at g");

    serving.process.signal(SIGTERM);

    serving.process.wait_for("turned away from g: the host is stopping");
    CHECK(client.ended());
    CHECK(serving.process.wait().code == 0);
  }

  TEST_CASE("a handler that does not come back does not keep the process") {
    Serving serving{"server: { shutdown_timeout: 0s }\n"};
    Client client{serving.port};
    client.send(get("/sync/g"));
    serving.process.wait_for("waiting at g");

    serving.process.signal(SIGTERM);

    const Ended ended = serving.process.wait();
    CAPTURE(ended.err);
    CAPTURE(ended.err);
    CHECK(ended.code == 0);
    CHECK(ended.err.find("does not let go of a thread") != std::string::npos);
  }
}

}  // namespace siding::integration
