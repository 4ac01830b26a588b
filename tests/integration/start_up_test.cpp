// Plugins that can't be used: the server does not start and says why, or serves the rest.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"

namespace siding::integration {

namespace {

struct Unusable {
  std::string plugin;
  std::vector<std::string> sentence;  // what the message holds beside the file
};

const std::vector<Unusable> kUnusable{
    {"absent_plugin", {"does not exist"}},
    {"no_manifest", {"manifest"}},
    {"no_entry", {"siding_entry_v1"}},
    {"wrong_magic", {"magic"}},
    {"short_entry", {}},
    {"other_abi_major", {"ABI", "1.0"}},
    {"needs_newer_host", {"ABI", "1.0", "newer"}},
    {"needs_unknown_extension", {"extension"}},
    {"unknown_kind", {"kind"}},
    {"manifest_lies", {"manifest"}},
    {"undefined_symbol", {"symbol"}},
    {"missing_library", {"library"}},
    {"init_fails", {"init", "no database at db.example"}},
    {"init_throws", {"init", "the model file is missing"}},
    {"route_throws", {"route_new"}},
};

std::string table_for(const std::string& plugin, const std::string& more = "") {
  return "\nplugins: { " + plugin + ": { file: " + plugin + ".so" + more +
         " } }\nroutes:\n  - { path: /it, plugin: " + plugin + ", handler: handler }\n";
}

}  // namespace

TEST_SUITE("start-up") {
  TEST_CASE("a plugin that can't be used is a sentence that names the file, and exit code 78") {
    for (const Unusable& one : kUnusable) {
      CAPTURE(one.plugin);
      const Mistakes mistakes = refused(table_for(one.plugin));
      REQUIRE(mistakes.size() == 1);
      CAPTURE(text_of(mistakes));
      CHECK(exit_code(mistakes) == ExitCode::configuration);
      CHECK(mistakes.front().what.find(one.plugin + ".so") != std::string::npos);
      CHECK(mistakes.front().place.to_string().find("routes.yaml:") != std::string::npos);
      for (const std::string& fragment : one.sentence) {
        CHECK(text_of(mistakes).find(fragment) != std::string::npos);
      }
    }
  }

  TEST_CASE("all unusable plugins are reported at once") {
    const Mistakes mistakes = refused(R"(
routes:
  - { path: /a, plugin: init_fails }
  - { path: /b, plugin: good, handler: quick }
  - { path: /c, plugin: init_throws }
  - { path: /d, plugin: wrong_magic }
)");
    CHECK(mistakes.size() == 3);
  }

  TEST_CASE("init_hangs: the server gives up after init_timeout and exits with 78") {
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1" + table_for("init_hangs", ", init_timeout: 50ms"));

    const Ended ended = run({"serve", "--plugin-dir", kFixtures, "--port", "0"}, folder.path());

    CHECK(ended.code == 78);
    CHECK(ended.err.find("init did not return within 50 ms") != std::string::npos);
  }

  TEST_CASE("with `on_error: disable` the plugin's routes answer 503 and the others live") {
    RunningServer server{R"(
plugins:
  init_fails: { on_error: disable }
  other_abi_major: { on_error: disable }
routes:
  - { path: /a, plugin: init_fails }
  - { path: /b, plugin: other_abi_major }
  - { path: /good, plugin: good, handler: quick }
)"};
    for (const std::string path : {"/a", "/b"}) {
      const auto response = server.ask(get(path));
      CHECK(response.status == 503);
      CHECK(response.has("Retry-After: 1"));
    }
    CHECK(server.ask(get("/good")).status == 200);
    CHECK(server.log().with({"plugin init_fails is disabled", "no database at db.example"}).size() == 1);
    CHECK(server.log().with({"plugin other_abi_major is disabled"}).size() == 1);
  }

  TEST_CASE("unknown handlers, missing ones and unfit modes are refused with the file's lines") {
    const std::string text = text_of(refused(R"(
routes:
  - { path: /a, plugin: throws, handler: exceptoin }
  - { path: /b, plugin: throws }
  - { path: /c, plugin: threads, handler: plain, mode: async }
  - { path: /d, plugin: threads, handler: plain, mode: offload }
  - { path: /e, plugin: threads, handler: offloading, mode: async }
)"));
    CAPTURE(text);
    const auto says = [&](std::string_view fragment) { return text.find(fragment) != std::string::npos; };
    CHECK(says("routes.yaml:3"));
    CHECK(says("did you mean `exception`"));
    CHECK(says("routes.yaml:4"));
    CHECK(says("`exception`, `number`, `answered`"));
    CHECK(says("routes.yaml:5"));
    CHECK(says("`plain` can't run as `async`: it is declared `sync` only"));
    CHECK(says("`plain` can't run as `offload`"));
    CHECK(says("`offloading` can't run as `async`"));
  }
}

}  // namespace siding::integration
