#include "integration/harness/temp_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace siding::integration {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
  std::string name = fs::temp_directory_path() / "siding-test-XXXXXX";
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TempFolder::write(std::string_view name, std::string_view text) const {
  const fs::path file = path_ / name;
  std::ofstream{file, std::ios::binary} << text;
  return file;
}

fs::path TempFolder::copy(const fs::path& file, std::string_view into) const {
  const fs::path folder = into.empty() ? path_ : path_ / into;
  fs::create_directories(folder);
  fs::copy_file(file, folder / file.filename());
  return folder / file.filename();
}

}  // namespace siding::integration
