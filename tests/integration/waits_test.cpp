// What a coroutine of the SDK waits for, on the real loops and workers.
#include <doctest/doctest.h>

#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

// Each handler in the modes that it may run in.
std::string table(const std::string& plugin, const std::vector<std::string>& handlers) {
  std::string yaml = "\nroutes:\n";
  for (const std::string& handler : handlers) {
    const std::string rest = ", plugin: " + plugin + ", handler: " + handler;
    yaml += "  - { path: /" + handler + rest + " }\n";
    yaml += "  - { path: /sync/" + handler + rest + ", mode: sync }\n";
  }
  return yaml;
}

void check_both_modes(const RunningServer& server, const std::string& target, unsigned status,
                      const std::string& body) {
  for (const std::string& path : {"/" + target, "/sync/" + target}) {
    CAPTURE(path);
    const auto response = server.ask(get(path));
    CHECK(response.status == status);
    if (!body.empty()) CHECK(response.body == body);
  }
}

}  // namespace

TEST_SUITE("waits") {
  TEST_CASE("time, workers, and several things at once") {
    RunningServer server{table("waits", {"sleep", "offload", "offload_throws", "offload_refuses", "all", "all_but_one",
                                         "any", "in_time", "too_late"})};
    check_both_modes(server, "sleep", 200, "long enough");
    check_both_modes(server, "offload?work", 200, "offloaded work");
    check_both_modes(server, "all", 200, "123");
    check_both_modes(server, "any", 200, "branch 1");
    check_both_modes(server, "in_time", 200, "7");
    check_both_modes(server, "too_late", 504, "");
  }

  TEST_CASE("exceptions of offloaded calls and of branches reach the client as their status, the log as their text") {
    RunningServer server{table("waits", {"offload_throws", "offload_refuses", "all_but_one"})};
    check_both_modes(server, "offload_throws", 500, "");
    CHECK(server.log().with({"handler offload_throws", "thrown on a worker"}).size() == 2);
    check_both_modes(server, "all_but_one", 500, "");
    CHECK(server.log().with({"handler all_but_one", "one branch failed"}).size() == 2);
    const auto refused = server.ask(get("/offload_refuses"));
    CHECK(refused.status == 409);
    CHECK(refused.body.find("taken already") != std::string::npos);
  }

  TEST_CASE("descriptors, also after a change of the socket and with a timeout") {
    const RunningServer server{table("descriptors", {"readable", "rebound", "silent", "writable"})};
    check_both_modes(server, "readable?these", 200, "read these");
    check_both_modes(server, "rebound", 200, "one two");
    check_both_modes(server, "silent", 200, "nothing came");
    check_both_modes(server, "writable", 200, "room");
  }

  TEST_CASE("a thread of the plugin's own completes answers, fails them or forgets them") {
    RunningServer server{table("foreign_thread", {"asks", "fails", "drops"})};
    check_both_modes(server, "asks?you", 200, "answered you");
    check_both_modes(server, "fails", 500, "");
    CHECK(server.log().with({"the clerk is ill"}).size() == 2);
    check_both_modes(server, "drops", 500, "");
  }

  TEST_CASE("an event that one request waits for is set by another") {
    RunningServer server{table("meeting", {"wait", "set"})};
    Client waiting = server.connect();
    Client waiting_on_worker = server.connect();
    waiting.send(get("/wait"));
    waiting_on_worker.send(get("/sync/wait"));
    server.log().wait_for({"waiting for the event"}, 2);

    CHECK(server.ask(get("/set")).body == "set");

    CHECK(waiting.read().body == "met");
    CHECK(waiting_on_worker.read().body == "met");
  }

  TEST_CASE("a mutex keeps a second request out until the first has ended") {
    RunningServer server{table("meeting", {"hold", "enter", "set"})};
    Client holder = server.connect();
    Client visitor = server.connect();
    holder.send(get("/hold"));
    server.log().wait_for({"holding the mutex"});
    visitor.send(get("/enter"));
    server.log().wait_for({"wants the mutex"});

    server.ask(get("/set"));

    CHECK(holder.read().body == "held");
    CHECK(visitor.read().body == "in and out");
    const std::string log = server.log().text();
    CHECK(log.find("letting go of the mutex") < log.find("has the mutex"));
  }
}

}  // namespace siding::integration
