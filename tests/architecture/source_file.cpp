#include "architecture/source_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace siding::architecture {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool is_left_out(const fs::path& directory, const fs::path& root) {
  return directory.filename() == ".git" || (directory.filename() == "build" && directory.parent_path() == root);
}

}  // namespace

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex kInclude{R"re(^\s*#\s*include\s*(["<])([^">]+)[">].*)re"};
  std::vector<Include> found;
  std::istringstream lines{file.text};
  std::string text;
  for (unsigned line = 1; std::getline(lines, text); ++line) {
    std::smatch match;
    if (std::regex_match(text, match, kInclude)) found.push_back({match[2], line, match[1] == "\""});
  }
  return found;
}

std::vector<SourceFile> read_tree(const fs::path& root, const std::string& folder) {
  std::vector<SourceFile> files;
  const fs::path top = folder.empty() ? root : root / folder;
  for (auto entry = fs::recursive_directory_iterator{top}; entry != fs::recursive_directory_iterator{}; ++entry) {
    if (entry->is_directory() && is_left_out(entry->path(), root)) entry.disable_recursion_pending();
    if (!entry->is_regular_file() || entry->is_symlink()) continue;
    files.push_back({fs::relative(entry->path(), root).generic_string(), read(entry->path())});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace siding::architecture
