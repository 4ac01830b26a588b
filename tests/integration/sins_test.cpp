// Handlers that break the contract (tests/fixtures): the client gets an error, the log says who, the rest lives.
#include <doctest/doctest.h>

#include <regex>

#include "integration/harness/patience.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

// True when the line names the route's line in the file, plugin, handler and a request id.
bool names_all(const std::string& line, const std::string& plugin, const std::string& handler) {
  const std::regex all{"routes\\.yaml:[0-9]+\\), plugin " + plugin + ", handler " + handler +
                       ": .*request [0-9a-f]{16}\\b.*"};
  return std::regex_search(line, all);
}

void check_error_line(const LogLines& log, const std::string& plugin, const std::string& handler) {
  const auto lines = log.wait_for({"handler " + handler});
  CAPTURE(LogLines::join(lines));
  CHECK(lines.size() == 1);
  CHECK(names_all(lines.front(), plugin, handler));
}

}  // namespace

TEST_SUITE("sins") {
  TEST_CASE("throws: 500 unless it has answered, one line in the log, and the process goes on") {
    RunningServer server{R"(
routes:
  - { path: /exception, plugin: throws, handler: exception }
  - { path: /number, plugin: throws, handler: number }
  - { path: /answered, plugin: throws, handler: answered }
  - { path: /good, plugin: good, handler: quick }
)"};
    for (const std::string handler : {"exception", "number", "answered"}) {
      CAPTURE(handler);
      const auto response = server.ask(get("/" + handler));
      CHECK(response.status == (handler == "answered" ? 200 : 500));
      CHECK(response.body.find("thrown") == std::string::npos);  // not the client's business
      check_error_line(server.log(), "throws", handler);
    }
    CHECK(server.log().with({"thrown by the fixture"}).size() == 1);
    CHECK(server.ask(get("/good")).status == 200);
  }

  TEST_CASE("answers_twice at once: 500 and one line in the log") {
    RunningServer server{R"(
routes:
  - { path: /at-once, plugin: answers_twice, handler: at_once }
)"};
    CHECK(server.ask(get("/at-once")).status == 500);
    check_error_line(server.log(), "answers_twice", "at_once");
  }

  TEST_CASE("answers_twice later: the first answer stands, the second is one line in the log") {
    RunningServer server{R"(
routes:
  - { path: /later, plugin: answers_twice, handler: later }
)"};
    const auto response = server.ask(get("/later"));
    CHECK(response.status == 200);
    CHECK(response.body == "ok");
    check_error_line(server.log(), "answers_twice", "later");
  }

  TEST_CASE("bad_status: refused and logged, what the handler answers instead is sent") {
    RunningServer server{R"(
routes:
  - { path: /recovers, plugin: bad_status, handler: recovers }
  - { path: /fails, plugin: bad_status, handler: fails }
)"};
    CHECK(server.ask(get("/recovers")).status == 200);
    check_error_line(server.log(), "bad_status", "recovers");
    CHECK(server.ask(get("/fails")).status == 500);
    CHECK(server.log().wait_for({"handler fails"}, 2).size() == 2);
  }

  TEST_CASE("bad_header: nothing of it reaches the client") {
    RunningServer server{R"(
routes:
  - { path: /value, plugin: bad_header, handler: value }
  - { path: /name, plugin: bad_header, handler: name }
  - { path: /framing, plugin: bad_header, handler: framing }
)"};
    for (const std::string handler : {"value", "name", "framing"}) {
      CAPTURE(handler);
      const auto response = server.ask(get("/" + handler));
      CHECK(response.status == 500);
      CHECK(response.head.find("stolen") == std::string::npos);
      CHECK(response.head.find("X-Count") == std::string::npos);
      const auto lines = server.log().wait_for({"handler " + handler, "can't be sent"});
      CHECK(names_all(lines.front(), "bad_header", handler));
    }
  }

  TEST_CASE("leaves_watch_open: the answer is sent, the wait is ended, nothing is left behind") {
    RunningServer server{R"(
routes:
  - { path: /sync, plugin: leaves_watch_open }
)"};
    CHECK(server.ask(get("/sync")).status == 200);
    CHECK(server.log().wait_for({"the wait is over: -2"}).size() == 1);
    CHECK(server.server().stop(kPatience));
  }

  // In processes: such a request is never over, so the server can't end in peace.
  TEST_CASE("never_answers and those who give up: 504 at the route's timeout, one line in the log") {
    const TempFolder folder;
    folder.write("routes.yaml", R"(version: 1
defaults: { timeout: 50ms }
routes:
  - { path: /never_answers/handler, plugin: never_answers }
  - { path: /bad_status/gives_up, plugin: bad_status, handler: gives_up }
  - { path: /bad_status/ignores, plugin: bad_status, handler: ignores }
  - { path: /bad_header/gives_up, plugin: bad_header, handler: gives_up }
  - { path: /good, plugin: good, handler: quick }
)");
    Process process{{"serve", "--plugin-dir", kFixtures, "--port", "0"}, folder.path()};
    const auto port = process.wait_for_port();
    const std::pair<std::string, std::string> sinners[]{{"never_answers", "handler"},
                                                        {"bad_status", "gives_up"},
                                                        {"bad_status", "ignores"},
                                                        {"bad_header", "gives_up"}};
    for (const auto& [plugin, handler] : sinners) {
      CAPTURE(plugin);
      CAPTURE(handler);
      Client client{port};
      client.send(get("/" + plugin + "/" + handler) + get("/good"));
      CHECK(client.read().status == 504);
      CHECK(client.read().status == 200);
      const auto line = process.wait_for("route /" + plugin + "/" + handler + " (");
      CHECK(names_all(line, plugin, handler));
    }
    process.wait_for("timed out after 50 ms");
  }
}

}  // namespace siding::integration
