#include "base/mistake.hpp"

#include <array>

#include <doctest/doctest.h>

using namespace siding;

namespace {

Place at(std::uint32_t line, std::uint32_t column) {
  return {std::make_shared<const std::string>("routes.yaml"), line, column};
}

Mistake mistake(const Place& place, std::string quoted, std::string fix = {}) {
  return {.code = ExitCode::configuration,
          .place = place,
          .what = "unknown key `lissten`",
          .fix = std::move(fix),
          .quoted = std::move(quoted)};
}

}  // namespace

TEST_SUITE("mistake") {
  TEST_CASE("it reads as place, quoted line with a caret, fix") {
    CHECK(to_string(mistake(at(12, 3), "  lissten: x", "did you mean `listen`?")) ==
          "routes.yaml:12:3: unknown key `lissten`\n"
          "  12 |   lissten: x\n"
          "     |   ^\n"
          "  did you mean `listen`?");
  }

  TEST_CASE("without a place and a line it is one sentence") {
    CHECK(to_string(mistake({}, "")) == "unknown key `lissten`");
  }

  TEST_CASE("the caret counts characters, not bytes") {
    CHECK(to_string(mistake(at(1, 6), "n\xC3\xA9\xC3\xA9:x")) ==
          "routes.yaml:1:6: unknown key `lissten`\n"
          "  1 | n\xC3\xA9\xC3\xA9:x\n"
          "    |    ^");
  }

  TEST_CASE("control characters of the file never reach the terminal, and a tab keeps the caret in place") {
    CHECK(to_string(mistake(at(1, 3), "\t\x1Bz")) ==
          "routes.yaml:1:3: unknown key `lissten`\n"
          "  1 |   z\n"
          "    |   ^");
  }

  TEST_CASE("a long line is cut around the column") {
    const std::string line = std::string(500, 'a') + "X" + std::string(500, 'b');
    CHECK(to_string(mistake(at(1, 501), line)) ==
          "routes.yaml:1:501: unknown key `lissten`\n"
          "  1 | ..." +
              std::string(60, 'a') + "X" + std::string(59, 'b') +
              "...\n"
              "    | " +
              std::string(63, ' ') + "^");
  }

  TEST_CASE("a column beyond the line puts the caret at its end") {
    CHECK(to_string(mistake(at(1, 99), "ab")) ==
          "routes.yaml:1:99: unknown key `lissten`\n"
          "  1 | ab\n"
          "    |   ^");
  }

  TEST_CASE("the exit code is that of the first one") {
    Mistakes mistakes{mistake({}, ""), mistake({}, "")};
    mistakes.back().code = ExitCode::permission;
    CHECK(exit_code(mistakes) == ExitCode::configuration);
    CHECK(exit_code({}) == ExitCode::ok);
  }
}

TEST_SUITE("did you mean") {
  TEST_CASE("the distance counts insertions, deletions, replacements and swaps, whatever the case") {
    CHECK(edit_distance("listen", "listen") == 0);
    CHECK(edit_distance("lissten", "listen") == 1);
    CHECK(edit_distance("lsiten", "listen") == 1);
    CHECK(edit_distance("LISTEN", "listen") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
  }

  TEST_CASE("the nearest of the candidates is offered") {
    constexpr std::array<std::string_view, 3> kKeys{"listen", "limits", "loops"};
    CHECK(nearest("lissten", kKeys) == "listen");
    CHECK(nearest("limit", kKeys) == "limits");
  }

  TEST_CASE("nothing is offered for another word") {
    constexpr std::array<std::string_view, 2> kKeys{"listen", "loops"};
    CHECK(nearest("database", kKeys).empty());
    CHECK(nearest("x", std::array<std::string_view, 0>{}).empty());
  }
}
