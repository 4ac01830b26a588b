#include "base/log_file.hpp"

#include <fstream>
#include <iterator>
#include <thread>

#include <doctest/doctest.h>

#include "integration/harness/temp_folder.hpp"
#include "unit/base/pipe.hpp"

using namespace siding;
using namespace std::chrono_literals;
using integration::TempFolder;
using test::Pipe;

namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace

TEST_SUITE("log file") {
  TEST_CASE("a file is appended to, and others may not read it") {
    const TempFolder folder;
    const auto path = folder.path() / "siding.log";
    for (const char* line : {"one\n", "two\n"}) (*LogFile::open(path))->write(line);
    CHECK(content_of(path) == "one\ntwo\n");
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::others_all) ==
          std::filesystem::perms::none);
  }

  TEST_CASE("a path that can't be opened, or a pipe that nobody reads, is an error") {
    const TempFolder folder;
    CHECK_FALSE(LogFile::open(folder.path() / "no" / "siding.log").has_value());
    CHECK_FALSE(LogFile::open(folder.path()).has_value());
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK_FALSE(LogFile::open(pipe).has_value());
  }

  TEST_CASE("reopened it goes on in a new file of that name, and in the old one where that is not possible") {
    const TempFolder folder;
    std::filesystem::create_directory(folder.path() / "log");
    const auto path = folder.path() / "log" / "siding.log";
    const auto file = LogFile::open(path);
    REQUIRE(file.has_value());
    (*file)->write("one\n");

    std::filesystem::rename(path, folder.path() / "old");
    REQUIRE((*file)->reopen().has_value());
    (*file)->write("two\n");
    std::filesystem::rename(folder.path() / "log", folder.path() / "moved");
    CHECK_FALSE((*file)->reopen().has_value());
    (*file)->write("three\n");

    CHECK(content_of(folder.path() / "old") == "one\n");
    CHECK(content_of(folder.path() / "moved" / "siding.log") == "two\nthree\n");
  }

  TEST_CASE("more than a pipe holds arrives whole and in order when it is read") {
    const TempFolder folder;
    Pipe pipe{folder.path() / "pipe"};
    const auto file = LogFile::open(pipe.path());
    REQUIRE(file.has_value());
    std::string lines;
    for (int i = 0; i < 20'000; ++i) lines += "line " + std::to_string(i) + '\n';
    lines += std::string(100'000, 'x') + "\nend\n";

    std::thread writer{[&] { (*file)->write(lines); }};
    const std::string read = pipe.read_until("\nend\n");
    writer.join();

    CHECK(read == lines);
    CHECK((*file)->lost() == 0);
  }

  TEST_CASE("who has given up does not wait for a full pipe, and counts what is lost") {
    const TempFolder folder;
    Pipe pipe{folder.path() / "pipe"};
    const auto file = LogFile::open(pipe.path());
    REQUIRE(file.has_value());
    std::string lines;
    for (int i = 0; i < 20'000; ++i) lines += "a line\n";

    (*file)->give_up(0ns);
    (*file)->write(lines);  // would never end

    CHECK((*file)->lost() > 0);
    (*file)->write("b\n");
    const auto lost = (*file)->lost();
    char space[200'000];
    const int fd = ::open(pipe.path().c_str(), O_RDONLY | O_NONBLOCK);
    const auto size = ::read(fd, space, sizeof space);
    ::close(fd);
    REQUIRE(size > 0);
    CHECK(test::count({space, static_cast<std::size_t>(size)}, "\n") + lost == 20'001);
  }

  TEST_CASE("a pipe whose reader has left loses lines, and does not end the process") {
    const TempFolder folder;
    Result<std::unique_ptr<LogFile>> file = boost::system::error_code{};
    {
      const Pipe pipe{folder.path() / "pipe"};
      file = LogFile::open(pipe.path());
      REQUIRE(file.has_value());
    }
    (*file)->write("one\ntwo\n");
    CHECK((*file)->lost() == 2);
  }
}
