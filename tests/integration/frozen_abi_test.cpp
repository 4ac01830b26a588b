// A plugin that was built against the frozen header is served by today's host.
#include <doctest/doctest.h>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

TEST_SUITE("frozen abi") {
  TEST_CASE("a plugin built against the header of 1.0 serves in every mode") {
    for (const std::string mode : {"sync", "async", "offload"}) {
      CAPTURE(mode);
      const std::string offloads = mode == "async" ? "offload" : mode;
      const RunningServer server{R"(
plugins: { frozen: { config: { word: kept } } }
routes:
  - { path: "/whoami/{name}", plugin: frozen, handler: whoami, mode: )" +
                                 mode + R"( }
  - { path: /sleeps, plugin: frozen, handler: sleeps, mode: )" +
                                 mode +
                                 R"( }
  - { path: /offloads, plugin: frozen, handler: offloads, mode: )" +
                                 offloads + R"( }
  - { path: /fails, plugin: frozen, handler: fails, mode: )" +
                                 mode +
                                 R"( }
  - { path: /echoes, methods: [POST], plugin: frozen, handler: echoes, body: stream, mode: )" +
                                 mode + " }\n"};
      const auto who = server.ask(get("/whoami/Ada", "User-Agent: test\r\n"));
      CHECK(who.body == "GET /whoami/Ada name=Ada agent=test");
      CHECK(who.has("Content-Type: text/plain"));
      CHECK(server.ask(get("/sleeps")).body == "kept");
      CHECK(server.ask(get("/offloads")).body == "worked");
      const auto failed = server.ask(get("/fails"));
      CHECK(failed.status == 418);
      CHECK(failed.body.find("a teapot") != std::string::npos);

      Client client = server.connect();
      const std::string content(100'000, 'x');
      client.send(post("/echoes", content));
      CHECK(client.read_chunked().body == content);
    }
  }
}

}  // namespace siding::integration
