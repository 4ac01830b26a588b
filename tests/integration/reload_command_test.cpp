// `siding reload` and `siding diff`, from beside a server that runs.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "integration/harness/running_server.hpp"
#include "integration/harness/supervised.hpp"

namespace siding::integration {

namespace {

constexpr std::string_view kBefore = R"(
pools: { default: { max: 100 } }
routes:
  - { path: /before, plugin: good, handler: quick }
  - { path: /both, plugin: good, handler: quick }
)";
constexpr std::string_view kAfter = R"(
pools: { default: { max: 200 } }
routes:
  - { path: /both, plugin: good, handler: quick, timeout: 5s }
  - { path: /after, plugin: good, handler: quick }
)";

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != text.npos;
}

}  // namespace

TEST_SUITE("siding reload") {
  TEST_CASE("returns when the new table is served") {
    Supervised supervised{kBefore};
    supervised.rewrite(kAfter);
    const Ended ended = run({"reload", "-c", supervised.table()});
    CAPTURE(ended.err);
    CHECK(ended.code == 0);
    CHECK(supervised.ask(get("/after")).status == 200);
  }

  TEST_CASE("ends with the code and the words of what is wrong with the new one") {
    const TempFolder folder;
    const std::string pid_file = folder.path() / "pid";
    Supervised supervised{kBefore, {"--pid-file", pid_file}};
    supervised.rewrite("routes: [ { path: /after, plugin: good, handlre: quick } ]\n");
    const Ended typed = run({"reload", "--pid-file", pid_file});
    CHECK(typed.code == 78);
    CHECK(says(typed.err, "unknown key `handlre`"));
    CHECK(says(typed.err, "what was served before is served on"));

    supervised.rewrite("routes: [ { path: /after, plugin: init_fails } ]\n");
    const Ended started = run({"reload", "--pid", std::to_string(supervised.process().pid())});
    CHECK(started.code == 78);
    CHECK(says(started.err, "no database at db.example"));
    CHECK(supervised.ask(get("/before")).status == 200);
  }

  TEST_CASE("says so when nobody serves that") {
    const TempFolder folder;
    const auto table = folder.write("routes.yaml", "version: 1\nroutes: []\n");
    CHECK(run({"reload", "-c", table}).code == 69);
    CHECK(run({"reload", "--pid", "1"}).code == 69);
    CHECK(run({"reload", "--pid-file", table}).code == 66);
  }
}

TEST_SUITE("siding diff") {
  TEST_CASE("prints what a reload would change, and nothing afterwards") {
    Supervised supervised{kBefore};
    supervised.rewrite(kAfter);
    const std::vector<std::string> command{"diff", "-c", supervised.table(), "--plugin-dir", kFixtures};
    const Ended ended = run(command);
    CAPTURE(ended.out);
    CAPTURE(ended.err);
    CHECK(ended.code == 0);
    CHECK(says(ended.out, "- route /before: GET /before, plugin good, handler quick\n"));
    CHECK(says(ended.out, "+ route /after: GET /after, plugin good, handler quick\n"));
    CHECK(says(ended.out, "~ route /both: timeout 5s, was 30s\n"));
    CHECK(says(ended.out, "~ pool default: max 200, was 100; share 100, was 50\n"));
    CHECK_FALSE(says(ended.out, "plugin good:"));
    REQUIRE(run({"reload", "-c", supervised.table()}).code == 0);
    CHECK(run(command).out == "no difference\n");
  }

  TEST_CASE("sees that a plugin's file holds something else, and shows no secret") {
    const TempFolder before;
    const TempFolder after;
    ::setenv("SIDING_DIFF_TEST", "hunter2", 1);
    const std::string_view table =
        "version: 1\nserver: { plugin_dir: p }\nplugins: { good: { config: { key: \"%s\" } } }\n"
        "routes: [ { path: /a, plugin: good, handler: quick } ]\n";
    const auto with = [&](const TempFolder& folder, std::string_view plugin, const std::string& key) {
      std::filesystem::copy_file(folder.copy(kFixtures / plugin, "p"), folder.path() / "p" / "good.so",
                                 std::filesystem::copy_options::overwrite_existing);
      std::string text{table};
      return folder.write("routes.yaml", text.replace(text.find("%s"), 2, key));
    };
    const auto ended =
        run({"diff", with(before, "throws.so", "old"), with(after, "bad_status.so", "${SIDING_DIFF_TEST}")});
    ::unsetenv("SIDING_DIFF_TEST");
    CAPTURE(ended.out);
    CAPTURE(ended.err);
    CHECK(says(ended.out, "~ plugin good: content "));
    CHECK(says(ended.out, "***"));
    CHECK_FALSE(says(ended.out, "hunter2"));
  }
}

}  // namespace siding::integration
