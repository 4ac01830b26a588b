// temp_folder.hpp - a folder that lives as long as the test.
#pragma once

#include <filesystem>
#include <string_view>

namespace siding::integration {

class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Writes a file of that name and says where it is.
  std::filesystem::path write(std::string_view name, std::string_view text) const;
  // Copies a file into the folder, or into a folder of it.
  std::filesystem::path copy(const std::filesystem::path& file, std::string_view into = "") const;

 private:
  std::filesystem::path path_;
};

}  // namespace siding::integration
