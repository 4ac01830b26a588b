// examined.hpp - a plugin file that has passed every check that runs nothing of it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "plugin/manifest.hpp"
#include "plugin/private_copy.hpp"

namespace siding::plugin {

struct Examined {
  std::filesystem::path path;  // absolute, without symbolic links
  PrivateCopy copy;            // the very bytes that were checked
  Manifest manifest;
  bool uses_origin = false;  // finds libraries beside itself: only its own path will do
};

// Opens, copies and checks `file`; what the arguments mean: see TrustedFile::open.
Result<Examined, Mistakes> examine(const std::filesystem::path& file, const std::filesystem::path& directory);

// What the bytes of a plugin library say, whatever they are. `file` is for sentences.
struct Contents {
  Manifest manifest;
  bool uses_origin = false;
};
Result<Contents, Mistakes> read_contents(std::span<const std::byte> bytes, const std::string& file);

}  // namespace siding::plugin
