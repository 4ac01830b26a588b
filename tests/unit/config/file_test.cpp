#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "unit/config/sample.hpp"

using namespace siding;
using namespace siding::config;

namespace {

// A directory of its own, gone with the test.
class Directory {
 public:
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "siding-config-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()));
    path_ = pattern;
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Mistakes bad_file(const std::filesystem::path& file) {
  const auto configuration = load(file);
  REQUIRE_FALSE(configuration.has_value());
  REQUIRE_FALSE(configuration.error().empty());
  return configuration.error();
}

}  // namespace

TEST_SUITE("configuration file") {
  TEST_CASE("one that is not there is named, with exit code 66") {
    const Directory directory;
    const Mistakes mistakes = bad_file(directory.path() / "routes.yaml");
    CHECK(exit_code(mistakes) == ExitCode::no_input);
    CHECK(mistakes[0].place.to_string() == (directory.path() / "routes.yaml").string());
    CHECK(mistakes[0].what == "cannot read the configuration: No such file or directory");
    CHECK(mistakes[0].fix == "name the file with --config FILE");
  }

  TEST_CASE("a directory is no file") {
    const Directory directory;
    const Mistakes mistakes = bad_file(directory.path());
    CHECK(exit_code(mistakes) == ExitCode::no_input);
    CHECK(mistakes[0].what == "cannot read the configuration: it is a directory");
  }

  TEST_CASE("one larger than 4 MiB is not read") {
    const Directory directory;
    const auto file = directory.write("routes.yaml", std::string((4u << 20) + 1, '#'));
    const Mistakes mistakes = bad_file(file);
    CHECK(exit_code(mistakes) == ExitCode::data);
    CHECK(mistakes[0].what == "the configuration is larger than 4 MiB");
  }

  TEST_CASE("places and the configuration carry its name as given") {
    const Directory directory;
    const auto file = directory.write("routes.yaml", "version: 1\nroutes:\n  - { path: /a, plugin: a }\n");
    const auto configuration = load(file);
    REQUIRE(configuration.has_value());
    CHECK(configuration->file == file);
    CHECK(configuration->routes[0].place.to_string() == file.string() + ":3:5");
  }

  TEST_CASE("a relative plugin directory is relative to the file") {
    const Directory directory;
    const auto file = directory.write("routes.yaml", "version: 1\nserver: { plugin_dir: ../mine }\nroutes: []\n");
    const auto configuration = load(file);
    REQUIRE(configuration.has_value());
    CHECK(configuration->plugin_dir == directory.path().parent_path() / "mine");
  }

  TEST_CASE("an absolute plugin directory stays, and auto is the default") {
    const Directory directory;
    const auto absolute = directory.write("a.yaml", "version: 1\nserver: { plugin_dir: /srv/plugins }\nroutes: []\n");
    const auto automatic = directory.write("b.yaml", "version: 1\nserver: { plugin_dir: auto }\nroutes: []\n");
    CHECK(load(absolute)->plugin_dir == "/srv/plugins");
    CHECK(load(automatic)->plugin_dir.empty());
  }
}
