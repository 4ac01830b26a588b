// source_file.hpp - one text file of the source tree, as the architecture tests see it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace siding::architecture {

struct SourceFile {
  std::string path;  // relative to the root of the tree, with '/'
  std::string text;
};

struct Include {
  std::string path;   // as written, without quotes or brackets
  unsigned line = 0;  // 1-based
  bool quoted = false;
};

// Every #include of the file, in its order.
std::vector<Include> includes_of(const SourceFile& file);

// The regular files below root/folder (empty = all of root), sorted by path.
// Build trees and .git are left out: they are not the source.
std::vector<SourceFile> read_tree(const std::filesystem::path& root, const std::string& folder);

}  // namespace siding::architecture
