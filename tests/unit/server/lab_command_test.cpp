// `siding lab` as it is typed, with the shipped plugins.
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace json = boost::json;

namespace {

constexpr std::string_view kRoutes = R"(version: 1
plugins:
  article: { config: { wait: 20ms } }
routes:
  - { name: plain, path: /sync, plugin: article, handler: sync }
  - { name: mistake, path: /async-blocking, plugin: article, handler: async_blocking }
  - { name: both, path: /offload, plugin: article, handler: offload }
  - { name: greeting, path: "/hello/{name}", plugin: hello, handler: async, mode: sync }
  - { name: echo, path: /echo, methods: [POST], plugin: echo, body: 4B }
)";

struct Ended {
  int code = -1;
  std::string text;  // of both outputs
};

// `siding lab arguments...` beside that table.
Ended lab(const std::string& arguments, std::string_view routes = kRoutes) {
  std::string folder = std::filesystem::temp_directory_path() / "siding-lab-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()));
  std::ofstream(folder + "/routes.yaml") << routes;
  std::FILE* const pipe = ::popen(("cd " + folder + " && " SIDING_BINARY " lab " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe);
  Ended ended;
  std::array<char, 4096> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    ended.text.append(buffer.data(), size);
  }
  const int status = ::pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::filesystem::remove_all(folder);
  return ended;
}

json::value lab_json(const std::string& arguments) {
  const Ended ended = lab("--json -n 40 --concurrency 20 " + arguments);
  CAPTURE(ended.text);
  REQUIRE(ended.code == 0);
  return json::parse(ended.text);
}

}  // namespace

TEST_SUITE("siding lab") {
  TEST_CASE("prints the table of a handler in every mode that it can run in") {
    const Ended ended = lab("both --requests 40 --concurrency 20");
    CAPTURE(ended.text);
    CHECK(ended.code == 0);
    CHECK(ended.text.starts_with("Route both (routes.yaml:7): plugin article, handler offload\nGET /offload, 40 "));
    for (const auto* part :
         {"\nmode  ", "\noffload (now)", "\nsync  ", "\nFloor:  ", "\nLittle's law:  ", "\nAdvice:  "}) {
      CAPTURE(part);
      CHECK(ended.text.find(part) != ended.text.npos);
    }
    CHECK(ended.text.find("\nasync") == ended.text.npos);
  }

  TEST_CASE("runs a handler that is declared sync only in that mode alone") {
    const json::value root = lab_json("plain");
    REQUIRE(root.at("runs").as_array().size() == 1);
    const json::value& run = root.at("runs").at(0);
    CHECK(root.at("sync_only") == true);
    CHECK(run.at("mode") == "sync");
    CHECK(run.at("errors") == 0);
    CHECK(run.at("threads").as_int64() > 1);
    CHECK(run.at("total_ms").as_double() >= 80);  // two waves of 2 x 20 ms
    CHECK(run.at("p50_ms").as_double() >= 40);
    CHECK(root.at("little").at("handler_ms").as_double() >= 40);
    CHECK(root.at("advice").at("mode") == "sync");
  }

  TEST_CASE("finds out that a handler blocks the loop") {
    const json::value root = lab_json("mistake");
    REQUIRE(root.at("runs").as_array().size() == 3);
    const json::value& async = root.at("runs").at(0);
    CHECK(async.at("mode") == "async");
    CHECK(async.at("errors") == 0);
    CHECK(async.at("stalls").as_int64() + async.at("demotions").as_int64() > 0);
    CHECK(root.at("advice").at("mode") == "sync");
    const auto& text = root.at("advice").at("text").as_string();
    CHECK(text.starts_with("This handler blocks the event loop in `async` mode"));
    CHECK(text.find("write `mode: sync` at routes.yaml:6") != text.npos);
  }

  TEST_CASE("sends what it is told to send") {
    const json::value root = lab_json("greeting --param name=Ada --header 'X-A: b' --timeout 30s --loops 1");
    CHECK(root.at("request") == "GET /hello/Ada");
    CHECK(root.at("loops") == 1);
    CHECK(root.at("mode") == "sync");
    CHECK(root.at("runs").at(0).at("errors") == 0);

    CHECK(lab_json("echo --body okay").at("runs").at(0).at("errors") == 0);
    const json::value refused = lab_json("echo --body 'too long'");
    CHECK(refused.at("runs").at(0).at("errors") == 40);
    CHECK(refused.at("advice").at("mode").is_null());
    const auto& text = refused.at("advice").at("text").as_string();
    CHECK(text.starts_with("No mode ran without errors: status 413"));
  }

  TEST_CASE("ends at its time limit although a handler never answers") {
    const Ended ended = lab("/never --timeout 100ms --plugin-dir " SIDING_FIXTURES,
                            "version: 1\nroutes: [ { path: /never, plugin: never_answers, timeout: none } ]\n");
    CAPTURE(ended.text);
    CHECK(ended.code == 0);
    CHECK(ended.text.find("200 not answered in time\n") != ended.text.npos);
    CHECK(ended.text.find("give it more with --timeout\n") != ended.text.npos);
  }

  TEST_CASE("says in a sentence that a plugin crashed") {
    const Ended ended = lab("/crash --plugin-dir " SIDING_FIXTURES,
                            "version: 1\nroutes: [ { path: /crash, plugin: crashes_on_load } ]\n");
    CAPTURE(ended.text);
    CHECK(ended.code == 78);
    CHECK(ended.text.find("the server with `mode: sync` crashed with signal ") != ended.text.npos);
    CHECK(ended.text.find(" while it ran\n") != ended.text.npos);
  }

  TEST_CASE("refuses a route that is not there and flags that mean nothing with exit code 64") {
    const Ended unknown = lab("grating");
    CHECK(unknown.code == 64);
    CHECK(unknown.text == "there is no route `grating`\n  did you mean `greeting`?\n");
    for (const auto* arguments : {"", "plain -n 0", "plain --concurrency none", "plain --timeout 30"}) {
      CAPTURE(arguments);
      CHECK(lab(arguments).code == 64);
    }
    CHECK(lab("plain -c nowhere.yaml").code == 66);
  }
}
