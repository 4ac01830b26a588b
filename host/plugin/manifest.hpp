// manifest.hpp - what a plugin library says of itself, read without loading it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/mistake.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"

namespace siding::plugin {

struct ManifestHandler {
  std::string name;
  std::uint32_t kind = 1;
  Mode mode = Mode::sync;   // used when the route names none
  std::uint32_t modes = 0;  // all it supports, a mask of Mode
  std::uint32_t flags = 0;
  std::string metadata;  // JSON object
};

struct Manifest {
  std::string name;
  std::string version;
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor = 0;
  std::uint32_t min_host_minor = 0;
  std::vector<std::string> needs;
  std::vector<ManifestHandler> handlers;

  const ManifestHandler* find(std::string_view handler) const;
};

// From the JSON of the note. The mistakes' places are empty: the caller knows the file.
Result<Manifest, Mistakes> parse_manifest(std::string_view json);

}  // namespace siding::plugin
