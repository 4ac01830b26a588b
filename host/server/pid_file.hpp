// pid_file.hpp - a file with the number of this process, for as long as it serves.
#pragma once

#include <filesystem>
#include <optional>

#include "base/mistake.hpp"

namespace siding::server {

class PidFile {
 public:
  PidFile() = default;
  ~PidFile();  // removes it, where it is still ours
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  // Empty path: none is wanted.
  Mistakes write(const std::filesystem::path& path);
  static std::optional<int> read(const std::filesystem::path& path);

 private:
  std::filesystem::path path_;
};

}  // namespace siding::server
