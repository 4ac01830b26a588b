// library.hpp - one plugin library: checked, then loaded, never unloaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <siding/abi.h>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace siding::plugin {

// Reads the manifest of a file by its program headers; nothing of it runs.
// Checks the file too: regular, owner and mode of it and its parents, inside
// `directory` when that is not empty, every PT_LOAD within the file, ABI and needs.
// A relative `file` is taken from `directory`, or from the working directory when
// that is empty.
Result<Manifest, Mistakes> inspect(const std::filesystem::path& file, const std::filesystem::path& directory);

class PluginLibrary {
 public:
  // inspect(), then a private copy of the very same bytes is loaded, and its
  // entry compared with the manifest.
  static Result<std::unique_ptr<PluginLibrary>, Mistakes> load(const std::filesystem::path& file,
                                                               const std::filesystem::path& directory);
  virtual ~PluginLibrary() = default;

  const std::filesystem::path& file() const { return file_; }  // absolute, without symbolic links
  std::uint64_t size() const { return size_; }                 // bytes of the file
  const Manifest& manifest() const { return manifest_; }
  const siding_entry& entry() const { return entry_; }                    // absent tail members are null
  std::span<const siding_handler> handlers() const { return handlers_; }  // in the manifest's order

 protected:
  PluginLibrary() = default;

  std::filesystem::path file_;
  std::uint64_t size_ = 0;
  Manifest manifest_;
  siding_entry entry_{};
  std::vector<siding_handler> handlers_;
};

}  // namespace siding::plugin
