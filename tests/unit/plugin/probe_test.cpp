#include "plugin/probe.hpp"

#include <stdexcept>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "fixture.hpp"
#include "plugin/library.hpp"
#include "plugin/probe_message.hpp"

namespace siding::plugin {
namespace {

using namespace std::chrono_literals;
using Outcome = Result<std::string, Mistakes>;

TEST_SUITE("probe") {
  TEST_CASE("brings back the text that was made in the child") {
    const pid_t here = ::getpid();

    const auto result = probe("`a.so`", 20s, [&]() -> Outcome { return ::getpid() == here ? "here" : "elsewhere"; });

    REQUIRE_MESSAGE(result.has_value(), refusal(result));
    CHECK(*result == "elsewhere");
  }

  TEST_CASE("brings back a text that no pipe holds at once, byte by byte") {
    const std::string text = std::string(300'000, 'x') + "\"\\\n\xff\x01";

    CHECK(*probe("`a.so`", 20s, [&]() -> Outcome { return text; }) == text);
  }

  TEST_CASE("brings back mistakes whole") {
    const Place place{std::make_shared<const std::string>("routes.yaml"), 4, 5};

    const auto result = probe("`a.so`", 20s, [&]() -> Outcome {
      return Mistakes{{ExitCode::permission, place, "what", "fix", "quoted"},
                      {.place = {}, .what = "more", .fix = {}, .quoted = {}}};
    });

    REQUIRE_FALSE(result.has_value());
    REQUIRE(result.error().size() == 2);
    const Mistake first = result.error().front();
    CHECK(first.code == ExitCode::permission);
    CHECK(first.place.to_string() == "routes.yaml:4:5");
    CHECK(first.what == "what");
    CHECK(first.fix == "fix");
    CHECK(first.quoted == "quoted");
  }

  TEST_CASE("crashes_on_load is a sentence, not a crash") {
    const auto result = probe("`crashes_on_load.so`", 20s, []() -> Outcome {
      return std::string{PluginLibrary::load("crashes_on_load.so", SIDING_FIXTURES) ? "loaded" : "refused"};
    });

    CHECK(code(result) == ExitCode::configuration);
    CHECK(contains(refusal(result), "`crashes_on_load.so` crashed with signal 11 (SIGSEGV) while being loaded"));
  }

  TEST_CASE("a child that ends by itself is told with its status") {
    const auto result = probe("`a.so`", 20s, []() -> Outcome { ::_exit(3); });

    CHECK(contains(refusal(result), "`a.so` ended the process with status 3 while being loaded"));
  }

  TEST_CASE("a child that takes too long is ended") {
    const auto result = probe("`a.so`", 50ms, []() -> Outcome {
      for (;;) ::pause();
    });

    CHECK(contains(refusal(result), "`a.so` was not loaded within 50 ms"));
  }

  TEST_CASE("what the child prints does not mix with the standard output") {
    const Folder folder;
    const int usual = ::dup(STDOUT_FILENO);
    const int file = ::open(folder.write("out", "").c_str(), O_WRONLY);
    ::dup2(file, STDOUT_FILENO);

    const auto result = probe("`a.so`", 20s, []() -> Outcome {
      ::close(STDERR_FILENO);  // where it goes instead
      return std::to_string(::write(STDOUT_FILENO, "noise\n", 6));
    });

    ::dup2(usual, STDOUT_FILENO);
    ::close(usual);
    ::close(file);
    REQUIRE(result.has_value());
    CHECK(*result == "6");
    CHECK(contents_of(folder.path() / "out").empty());
  }

  TEST_CASE("an exception in the child is a sentence") {
    const auto result = probe("`a.so`", 20s, []() -> Outcome { throw std::runtime_error{"no luck"}; });

    CHECK(contains(refusal(result), "no luck"));
  }

  TEST_CASE("half a message is none") {
    const std::string whole = encode(Outcome{std::string{"text"}});

    CHECK(decode(whole).has_value());
    CHECK_FALSE(decode(whole.substr(0, whole.size() - 1)).has_value());
    CHECK_FALSE(decode("").has_value());
  }
}

}  // namespace
}  // namespace siding::plugin
