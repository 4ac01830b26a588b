#include "supervisor/crash_report.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <memory>
#include <vector>

using namespace siding;
using namespace siding::supervisor;

namespace {

const std::vector<std::pair<std::string, std::string>> kRoutes{{"a", "route a (routes.yaml:3), plugin p, handler h"},
                                                               {"b", "route b (routes.yaml:4), plugin q, handler i"}};
const std::vector<std::pair<std::string, std::string>> kPlugins{{"p", "1"}, {"q", "2"}};

int killed_by(int signal) {
  return signal;
}
int exited_with(int code) {
  return code << 8;
}

struct Scene {
  std::unique_ptr<CrashPage> page{new CrashPage{}};

  Crash examine(int status, bool out_of_memory = false) const {
    const Evidence evidence{
        .pid = 42, .status = status, .out_of_memory = out_of_memory, .routes = kRoutes, .plugins = kPlugins};
    return supervisor::examine(*page, evidence,
                               [](auto stack, auto) { return std::to_string(stack.size()) + " frames"; });
  }
};

}  // namespace

TEST_SUITE("crash report") {
  TEST_CASE("a signal is told with address, route, request and stack, and its route is blamed") {
    Scene scene;
    scene.page->request_upper[7] = 0xABCD;
    auto& fault = scene.page->fault;
    fault.stage = CrashPage::Fault::whole;
    fault.signal = SIGSEGV;
    fault.code = SEGV_MAPERR;
    fault.address = 0x10;
    fault.inside = CrashPage::place(1, 7, 0x12);
    const auto crash = scene.examine(killed_by(SIGSEGV));
    CHECK(crash.route == "b");
    CHECK(crash.line ==
          "serving process 42 crashed with SIGSEGV (address 0x10) in route b (routes.yaml:4), plugin q, handler i, "
          "request 0000abcd00000012; its stack was 0 frames; `addr2line -Cfpie FILE OFFSET` names the lines");
  }

  TEST_CASE("who is killed is known by what its threads were inside of") {
    Scene scene;
    scene.page->slots[5].inside = CrashPage::place(0, 0, 1);
    const auto one = scene.examine(killed_by(SIGKILL), true);
    CHECK(one.route == "a");
    CHECK(one.line.find("was killed by SIGKILL, when the kernel was out of memory; it was inside of route a (") !=
          std::string::npos);

    scene.page->slots[9].inside = CrashPage::place(1, 0, 2);
    const auto two = scene.examine(killed_by(SIGKILL));
    CHECK(two.route.empty());  // it may have been either of them
    CHECK(two.line.find("route a (") != std::string::npos);
    CHECK(two.line.find("route b (") != std::string::npos);
  }

  TEST_CASE("an end without a word, background work, and a plugin that is loaded are named") {
    Scene scene;
    CHECK(scene.examine(exited_with(3)).line ==
          "serving process 42 ended with status 3 without a word, as by _exit(); "
          "it was inside of no plugin");
    scene.page->slots[0].inside = CrashPage::place(CrashPage::kBackground, 0, 1);
    const auto background = scene.examine(exited_with(3));
    CHECK(background.route.empty());
    CHECK(background.line.find("inside of background work of plugin q") != std::string::npos);

    Scene loading;
    std::string_view{"crashes"}.copy(loading.page->starting.data(), 7);
    CHECK(loading.examine(killed_by(SIGKILL)).line.find("while plugin crashes was loaded") != std::string::npos);
  }
}
