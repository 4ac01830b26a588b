#include "server/pid_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace siding::server {

PidFile::~PidFile() {
  std::error_code ignored;
  if (!path_.empty() && read(path_) == ::getpid()) std::filesystem::remove(path_, ignored);
}

Mistakes PidFile::write(const std::filesystem::path& path) {
  if (path.empty()) return {};
  errno = 0;
  std::ofstream file(path, std::ios::trunc);
  file << ::getpid() << '\n';
  file.close();
  if (!file) {
    return {{ExitCode::permission,
             {},
             "--pid-file: can't write `" + path.string() +
                 "`: " + std::generic_category().message(errno == 0 ? EIO : errno),
             {},
             {}}};
  }
  path_ = std::filesystem::absolute(path);
  return {};
}

std::optional<int> PidFile::read(const std::filesystem::path& path) {
  std::ifstream file(path);
  int pid = 0;
  if (!(file >> pid) || pid <= 0) return std::nullopt;
  return pid;
}

}  // namespace siding::server
