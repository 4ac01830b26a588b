// What is left of the others when a plugin ends the process: nothing but the requests that were in flight is lost.
#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "integration/harness/gate.hpp"
#include "integration/harness/supervised.hpp"

namespace siding::integration {

namespace {

bool names(const std::string& line, std::initializer_list<std::string_view> words) {
  CAPTURE(line);
  bool all = true;
  for (const auto word : words) {
    CAPTURE(word);
    const bool found = line.find(word) != line.npos;
    CHECK(found);
    all = all && found;
  }
  return all;
}

bool is_stopped(const std::filesystem::path& thread) {
  std::ifstream file{thread / "stat"};
  const std::string line{std::istreambuf_iterator<char>{file}, {}};
  const auto state = line.rfind(')');
  return state == line.npos || line.substr(state, 3) == ") T";
}

// Every thread of it.
void stop(pid_t pid) {
  ::kill(pid, SIGSTOP);
  const std::filesystem::directory_iterator threads{"/proc/" + std::to_string(pid) + "/task"};
  for (const auto& thread : threads) {
    while (!is_stopped(thread.path())) std::this_thread::yield();
  }
}

constexpr std::string_view kTable = R"(
server: { supervisor: { quarantine_after: never } }
routes:
  - { path: "/sync/{how}", plugin: crashes, handler: sync }
  - { path: "/async/{how}", plugin: crashes, handler: async }
  - { path: "/later/{how}", plugin: crashes, handler: later }
  - { path: /good, plugin: good, handler: quick }
)";

// A crash has a line that names its route, and the others are served again.
std::string crash_line(Supervised& supervised, const std::string& path) {
  const pid_t before = supervised.serving();
  CHECK_FALSE(supervised.is_answered(get(path)));
  CHECK(supervised.ask(get("/good")).status == 200);
  CHECK(supervised.serving() != before);
  return supervised.process().wait_for("serving process " + std::to_string(before));
}

}  // namespace

TEST_SUITE("crash") {
#ifndef SIDING_SANITIZED  // the sanitizers take such signals for themselves
  TEST_CASE("a signal is attributed to plugin, handler, route and request, with the stack, and the others are served") {
    Supervised supervised{kTable};
    for (const std::string mode : {"sync", "async", "later"}) {
      const std::string line = crash_line(supervised, "/" + mode + "/segv");
      names(line, {"crashed with SIGSEGV (address 0x0)", "route /" + mode + "/{how} (", "plugin crashes",
                   "handler " + mode, "request ", "crashes.so+0x", "starting another one"});
    }
  }

  TEST_CASE("a stack that is used up is no different") {
    Supervised supervised{kTable};
    names(crash_line(supervised, "/sync/overflow"), {"SIGSEGV", "route /sync/{how} (", "crashes.so+0x"});
    names(crash_line(supervised, "/async/overflow"), {"SIGSEGV", "route /async/{how} (", "crashes.so+0x"});
  }

  TEST_CASE("abort() is named, and a crash in a thread of the plugin's own by its stack") {
    Supervised supervised{kTable};
    names(crash_line(supervised, "/sync/abort"), {"SIGABRT", "route /sync/{how} (", "crashes.so+0x"});
    names(crash_line(supervised, "/sync/thread"), {"SIGSEGV", "in no request", "crashes.so+0x"});
  }

  TEST_CASE("a plugin that crashes when it is loaded ends the first start, and is named") {
    const TempFolder folder;
    folder.write("routes.yaml", R"(version: 1
plugins: { crashes: { config: { on_load: true } } }
routes: [ { path: /a, plugin: crashes, handler: sync } ]
)");
    const Ended ended = run({"serve", "--plugin-dir", SIDING_FIXTURES, "--port", "0"}, folder.path());
    CHECK(ended.code == 70);
    names(ended.err, {"SIGSEGV", "while plugin crashes was loaded", "had not started yet"});
  }
#endif

  TEST_CASE("exit(), _exit() and SIGKILL in a plugin are named with route and request") {
    Supervised supervised{kTable};
    names(crash_line(supervised, "/sync/exit"), {"called exit(3)", "route /sync/{how} (", "request "});
    names(crash_line(supervised, "/async/leave"), {"status 4", "_exit()", "route /async/{how} (", "request "});
    names(crash_line(supervised, "/sync/kill"), {"killed by SIGKILL", "route /sync/{how} (", "request "});
  }

  TEST_CASE("what was in flight elsewhere is lost, what waits in the socket is not") {
    Supervised supervised{kTable};
    const pid_t before = supervised.serving();
    stop(before);
    Client waits{supervised.port()};  // nobody accepts it now
    waits.send(get("/good"));
    ::kill(before, SIGKILL);
    CHECK(waits.read().status == 200);
  }

  TEST_CASE("the serving process ends with its supervisor") {
    Supervised supervised{kTable};
    supervised.process().signal(SIGKILL);
    CHECK(supervised.process().wait().signal == SIGKILL);  // which waits until both have let go of the outputs
  }
}

TEST_SUITE("quarantine") {
  TEST_CASE("a route that crashes again and again answers 503, is tried, and comes back") {
    Supervised supervised{R"(
server: { supervisor: { quarantine_after: 2, quarantine_for: 300ms } }
plugins: { crashes: { config: { fuse: "{folder}/fuse" } } }
routes:
  - { path: /fused, plugin: crashes, handler: fused }
  - { path: /good, plugin: good, handler: quick }
)"};
    std::ofstream(supervised.folder() / "fuse") << "\n";
    CHECK_FALSE(supervised.is_answered(get("/fused")));
    CHECK_FALSE(supervised.is_answered(get("/fused")));
    const auto refused = supervised.ask(get("/fused"));
    CHECK(refused.status == 503);
    CHECK(refused.has("Retry-After: 1"));
    CHECK(refused.body.find("out of service") != std::string::npos);
    CHECK(supervised.ask(get("/good")).status == 200);
    supervised.process().wait_for("route /fused has crashed again and again");

    while (supervised.is_answered(get("/fused"))) {  // until one is tried, which crashes
    }
    supervised.process().wait_for("is tried in 600 ms");
    std::filesystem::remove(supervised.folder() / "fuse");
    while (supervised.ask(get("/fused")).status != 200) {
    }
    supervised.process().wait_for("back from quarantine");
    CHECK(supervised.ask(get("/fused")).body == "mended");
  }
}

}  // namespace siding::integration
