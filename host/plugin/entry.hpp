// entry.hpp - the exported constant of a plugin, read with suspicion.
#pragma once

#include <string>
#include <vector>

#include <siding/abi.h>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace siding::plugin {

// A copy of it: members that the plugin's header did not have yet are null.
struct Entry {
  siding_entry table{};
  std::vector<siding_handler> handlers;  // in the manifest's order
};

// Fails when `exported` is no entry of this ABI, lacks what is mandatory, or says
// anything else than the manifest. `file` is for sentences.
Result<Entry, Mistakes> read_entry(const siding_entry& exported, const Manifest& manifest, const std::string& file);

}  // namespace siding::plugin
