#include "server/plugin_directory.hpp"

namespace siding::server {

namespace fs = std::filesystem;

fs::path plugin_directory(const config::Configuration& configuration) {
  std::error_code error;
  if (!configuration.plugin_dir.empty()) {
    // operator/ keeps an absolute right side
    return fs::absolute(configuration.file.parent_path() / configuration.plugin_dir, error).lexically_normal();
  }
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  const fs::path prefix = binary.parent_path().parent_path();
  for (const fs::path& candidate : {prefix / "plugins", prefix / "lib/siding/plugins"}) {
    if (fs::is_directory(candidate, error)) return candidate;
  }
  return "/usr/lib/siding/plugins";
}

}  // namespace siding::server
