// The log of `siding serve`: its formats, its file, and an output that takes nothing.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "base/process_log.hpp"
#include "config/overrides.hpp"
#include "integration/harness/patience.hpp"
#include "integration/harness/process.hpp"
#include "integration/harness/running_server.hpp"
#include "unit/base/pipe.hpp"

namespace siding::integration {

namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

// Waits until the file holds the text.
std::string wait_for(const std::filesystem::path& file, std::string_view text) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    std::string content = content_of(file);
    if (content.find(text) != content.npos) return content;
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error("the log does not say it, but " + content);
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

}  // namespace

TEST_SUITE("log") {
  TEST_CASE("in JSON each line is an object, those of plugins too") {
    const TempFolder folder;
    folder.write(
        "routes.yaml",
        "version: 1\nlog: { format: json }\nroutes: [ { path: /throws, plugin: throws, handler: exception } ]\n");
    Process process{{"serve", "--port", "0", "--plugin-dir", kFixtures}, folder.path()};
    Client client{process.wait_for_port()};
    client.send(get("/throws"));
    CHECK(client.read().status == 500);
    process.signal(SIGTERM);

    std::istringstream lines{process.wait().err};
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      CAPTURE(line);
      const auto value = boost::json::parse(line);
      for (const char* key : {"time", "level", "logger", "message"}) CHECK(value.at(key).is_string());
    }
    CHECK(count >= 3);
  }

  TEST_CASE("SIGUSR1 goes on in a new file, for logrotate") {
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nlog: { file: siding.log }\nroutes: []\n");
    const auto file = folder.path() / "siding.log";
    Process process{{"serve", "-c", folder.path() / "routes.yaml", "--port", "0"}};
    process.wait_for_port();
    wait_for(file, "serves 0 routes");
    std::filesystem::rename(file, folder.path() / "siding.log.1");

    process.signal(SIGUSR1);

    wait_for(file, "the log continues in");
    process.signal(SIGTERM);
    const Ended ended = process.wait();
    CHECK(ended.code == 0);
    CHECK(ended.err.empty());
    CHECK(content_of(file).find("stopped") != std::string::npos);
    CHECK(content_of(folder.path() / "siding.log.1").find("serves 0 routes") != std::string::npos);
  }

  TEST_CASE("a log that can't be written is a mistake with its place") {
    const TempFolder folder;
    folder.write("routes.yaml", "version: 1\nlog: { file: no/siding.log }\nroutes: []\n");
    const Ended ended = run({"serve", "--port", "0"}, folder.path());
    CHECK(ended.code == 77);
    CHECK(ended.err.find("routes.yaml:2:14") != std::string::npos);
  }

  TEST_CASE("a full pipe that nobody reads holds no request, and what is lost is counted") {
    const TempFolder folder;
    test::Pipe pipe{folder.path() / "pipe"};
    const auto log = ProcessLog::open({.format = {}, .level = "trace", .file = pipe.path(), .place = {}});
    REQUIRE(log.has_value());
    auto configuration =
        config::parse("version: 1\nroutes: [ { path: /fail, plugin: throws, handler: exception } ]\n", "routes.yaml");
    REQUIRE(configuration.has_value());
    REQUIRE(config::apply({.host = "127.0.0.1", .port = 0, .loops = 1, .log_level = {}, .plugin_dir = kFixtures},
                          *configuration)
                .empty());
    auto server = server::Server::start(std::move(*configuration), (*log)->logger());
    REQUIRE(server.has_value());
    const auto& address = (*server)->addresses().front();
    const auto port = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));

    Client client{port};
    std::size_t answered = 0;
    while ((*server)->snapshot().dropped_lines == 0 && answered < 100'000) {  // each request logs a line
      std::string requests;
      for (int i = 0; i < 20; ++i) requests += get("/fail");
      client.send(requests);
      for (int i = 0; i < 20; ++i) answered += client.read().status == 500;
    }

    const auto lost = (*server)->snapshot().dropped_lines;
    CHECK(lost > 0);
    CHECK(answered > lost);
    client.send(get("/fail"));
    CHECK(client.read().status == 500);
    server->reset();
  }
}

}  // namespace siding::integration
