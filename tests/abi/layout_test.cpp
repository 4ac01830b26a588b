// layout.c names every struct and number of siding/abi.h, so that none escapes it.
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <doctest/doctest.h>

namespace {

std::string read(const std::string& file) {
  std::ifstream in{std::string{SIDING_SOURCE_DIR} + "/" + file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// The first group of every place where the pattern matches.
std::set<std::string> all(const std::string& text, const std::string& pattern) {
  const std::regex regex{pattern};
  std::set<std::string> found;
  for (auto match = std::sregex_iterator{text.begin(), text.end(), regex}; match != std::sregex_iterator{}; ++match) {
    found.insert((*match)[1]);
  }
  return found;
}

// What is in `wanted` and not in `present`.
void check_covers(const std::set<std::string>& present, const std::set<std::string>& wanted) {
  REQUIRE(wanted.size() > 5);
  for (const std::string& name : wanted) CHECK_MESSAGE(present.contains(name), name << " is missing in layout.c");
}

}  // namespace

TEST_SUITE("abi layout") {
  TEST_CASE("covers every struct") {
    check_covers(all(read("tests/abi/layout.c"), R"(SIZE\((siding_\w+),)"),
                 all(read("sdk/include/siding/abi.h"), R"(struct (siding_\w+) \{)"));
  }

  TEST_CASE("covers every member") {
    const std::string header =
        std::regex_replace(read("sdk/include/siding/abi.h"), std::regex{R"(/\*[^*]*\*+([^/*][^*]*\*+)*/)"}, "");
    check_covers(all(read("tests/abi/layout.c"), R"(MEMBER\(siding_\w+, (\w+),)"),
                 all(header, R"(\n  \w[\w ]*\*?[ (*]+(\w+)\)?(?:\[\d+\])?(?:\([^;]*\))?;)"));
  }

  TEST_CASE("covers every number") {
    check_covers(all(read("tests/abi/layout.c"), R"(VALUE\((SIDING_\w+),)"),
                 all(read("sdk/include/siding/abi.h"), R"(#define (SIDING_(?!ABI_M)\w+) +-?[0-9])"));
  }
}
