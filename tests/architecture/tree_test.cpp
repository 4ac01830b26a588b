// What the source tree may hold: places, and words that must not be in it.
#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "architecture/source_file.hpp"

using namespace siding::architecture;

namespace {

// "file:line: the line" for every line of the file that holds a path of one
// machine or the host name of a package registry. The pattern is in pieces, so
// that it does not find itself.
std::vector<std::string> machine_words(const SourceFile& file) {
  static const std::regex kWords{
      "(/ho"
      "me/|/ro"
      "ot/|/Us"
      "ers/|/wo"
      "rk/|/tmp/ba"
      "sh_)|"
      "(deb|security|snapshot)[.]deb"
      "ian[.]org|np"
      "mjs[.]|py"
      "pi[.]org|py"
      "thonhosted|crates[.]"
      "io|proxy[.]go"
      "lang"};
  std::vector<std::string> found;
  std::istringstream lines{file.text};
  std::string text;
  for (unsigned line = 1; std::getline(lines, text); ++line) {
    if (std::regex_search(text, kWords)) found.push_back(file.path + ":" + std::to_string(line) + ": " + text);
  }
  return found;
}

}  // namespace

TEST_SUITE("source tree") {
  TEST_CASE("names no machine and no registry") {
    const auto files = read_tree(SIDING_SOURCE_DIR, "");
    REQUIRE(files.size() > 10);
    for (const SourceFile& file : files) {
      for (const std::string& found : machine_words(file)) FAIL_CHECK(found);
    }
  }

  TEST_CASE("would not hide a machine's path or a registry") {
    CHECK(machine_words({"a.sh",
                         "cd /ho"
                         "me/me/siding\n"})
              .size() == 1);
    CHECK(machine_words({"a.json",
                         "\"https://registry.np"
                         "mjs.org\"\n"})
              .size() == 1);
    CHECK(machine_words({"a.sh", "cd build/release\n"}).empty());
  }

  TEST_CASE("has its fixed top level") {
    const std::set<std::string> known{"CMakeLists.txt",
                                      "CMakePresets.json",
                                      "README.md",
                                      "LICENSE",
                                      "dev",
                                      "host",
                                      "plugins",
                                      "sdk",
                                      "config",
                                      "tests",
                                      "build",
                                      "compile_commands.json"};
    for (const auto& entry : std::filesystem::directory_iterator{SIDING_SOURCE_DIR}) {
      const std::string name = entry.path().filename().string();
      CHECK_MESSAGE((name.starts_with('.') || known.contains(name)), name);
    }
  }

  TEST_CASE("names its test cases without the character that splits CMake lists") {
    const std::regex split{R"re(TEST_CASE\("[^"]*;[^"]*")re"};
    for (const SourceFile& file : read_tree(SIDING_SOURCE_DIR, "tests")) {
      std::smatch match;
      if (std::regex_search(file.text, match, split)) FAIL_CHECK(file.path << ": " << match.str());
    }
  }

  TEST_CASE("has no drawer for everything") {
    const std::regex drawer{".*/(util|utils|helper|helpers|common|misc)([.](hpp|cpp|h|c)|/.*)"};
    for (const SourceFile& file : read_tree(SIDING_SOURCE_DIR, "host")) {
      CHECK_MESSAGE(!std::regex_match(file.path, drawer), file.path);
    }
  }
}
