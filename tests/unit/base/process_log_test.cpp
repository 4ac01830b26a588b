#include "base/process_log.hpp"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "integration/harness/temp_folder.hpp"
#include "unit/base/pipe.hpp"

using namespace siding;
using namespace std::chrono_literals;
using integration::TempFolder;
using test::count;
using test::Pipe;

namespace {

constexpr int kFlood = 50'000;  // lines: more than the pipe and the queue hold together

std::unique_ptr<ProcessLog> open(const std::filesystem::path& file, const std::string& level = "info") {
  auto log = ProcessLog::open({.format = LogFormat::text, .level = level, .file = file, .place = {}});
  REQUIRE(log.has_value());
  return std::move(*log);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

// The sum of the numbers that stand before that text.
std::uint64_t numbers_before(const std::string& text, std::string_view words) {
  std::uint64_t sum = 0;
  for (auto end = text.find(words); end != text.npos; end = text.find(words, end + 1)) {
    sum += std::stoull(text.substr(text.rfind(' ', end - 1) + 1));
  }
  return sum;
}

}  // namespace

TEST_SUITE("process log") {
  TEST_CASE("writes what it and its children log, in order, until it ends") {
    const TempFolder folder;
    {
      const auto log = open(folder.path() / "log");
      log->logger().info("one");
      child_logger(log->logger(), "plugin.a")->warn("two {}", 2);
      log->logger().debug("not shown");
    }
    const std::string text = content_of(folder.path() / "log");
    CHECK(count(text, "\n") == 2);
    CHECK(text.find("[siding] [info] one\n") < text.find("[plugin.a] [warning] two 2\n"));
  }

  TEST_CASE("a file that can't be opened is a mistake at its place") {
    const auto log = ProcessLog::open({.format = {},
                                       .level = "info",
                                       .file = "/proc/no/log",
                                       .place = Place{std::make_shared<std::string>("routes.yaml"), 3, 9}});
    REQUIRE_FALSE(log.has_value());
    CHECK(log.error().at(0).code == ExitCode::permission);
    CHECK(log.error().at(0).place.to_string() == "routes.yaml:3:9");
    CHECK(log.error().at(0).what == "can't write the log to /proc/no/log: No such file or directory");
  }

  TEST_CASE("write_out waits for what was logged") {
    const TempFolder folder;
    const auto log = open(folder.path() / "log");
    for (int i = 0; i < 1000; ++i) log->logger().info("line {}", i);
    log->write_out(40s);
    CHECK(content_of(folder.path() / "log").ends_with("line 999\n"));
  }

  TEST_CASE("nobody waits for a pipe that is full, what is lost is counted and told") {
    const TempFolder folder;
    Pipe pipe{folder.path() / "pipe"};
    const auto log = open(pipe.path());

    for (int i = 0; i < kFlood; ++i) log->logger().info("a line {}", i);

    const auto dropped = dropped_lines(log->logger());
    CHECK(dropped > 0);
    CHECK(dropped_lines(*child_logger(log->logger(), "plugin.a")) == dropped);
    const std::string text = pipe.read_until("a line " + std::to_string(kFlood - 1) + "\n");  // the newest are kept
    CHECK(count(text, " a line ") + dropped == kFlood);
    CHECK(numbers_before(text, " lines of the log were lost") == dropped);
  }

  TEST_CASE("it ends though its output takes nothing") {
    const TempFolder folder;
    const Pipe pipe{folder.path() / "pipe"};
    const auto log = open(pipe.path());
    for (int i = 0; i < kFlood; ++i) log->logger().info("a line {}", i);
    log->write_out(10ms);
  }

  TEST_CASE("a line keeps 16 KiB") {
    const TempFolder folder;
    {
      const auto log = open(folder.path() / "log");
      log->logger().info("{}", std::string(20'000, 'x'));
    }
    const std::string text = content_of(folder.path() / "log");
    CHECK(text.ends_with("xxx... (3616 bytes more)\n"));
    CHECK(count(text, "x") == 16'384);
  }

  TEST_CASE("reopened it says so in the new file, or why not in the old one") {
    const TempFolder folder;
    std::filesystem::create_directory(folder.path() / "log");
    const auto path = folder.path() / "log" / "siding.log";
    const auto log = open(path);
    std::filesystem::rename(path, folder.path() / "old");
    log->reopen();
    log->write_out(40s);
    CHECK(content_of(path).ends_with("the log continues in " + path.string() + "\n"));

    std::filesystem::rename(folder.path() / "log", folder.path() / "moved");
    log->reopen();
    log->write_out(40s);
    CHECK(content_of(folder.path() / "moved" / "siding.log").find("can't be opened again") != std::string::npos);
  }

  TEST_CASE("other loggers lose nothing") {
    CHECK(dropped_lines(*silent_logger()) == 0);
  }
}
