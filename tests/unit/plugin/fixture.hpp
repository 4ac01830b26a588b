// fixture.hpp - fixture plugins, folders of a test's own, and what a refusal says.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "base/mistake.hpp"

namespace siding::plugin {

inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path{SIDING_FIXTURES} / (name + ".so");
}

// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "siding.XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = std::filesystem::canonical(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, std::string_view contents) const {
    std::ofstream{path_ / name, std::ios::binary} << contents;
    return path_ / name;
  }

  std::filesystem::path copy(const std::filesystem::path& from, const std::string& name) const {
    std::filesystem::copy_file(from, path_ / name, std::filesystem::copy_options::overwrite_existing);
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline std::string contents_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// Everything that the operator would read; empty when `result` is no refusal.
template <class Result>
std::string refusal(const Result& result) {
  std::string text;
  if (!result)
    for (const Mistake& mistake : result.error()) text += mistake.what + "\n" + mistake.fix + "\n";
  return text;
}

template <class Result>
ExitCode code(const Result& result) {
  return result ? ExitCode::ok : exit_code(result.error());
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace siding::plugin
