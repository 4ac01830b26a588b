// fit.hpp - whether this host has what a manifest asks for.
#pragma once

#include <string>

#include "base/mistake.hpp"
#include "plugin/manifest.hpp"

namespace siding::plugin {

// ABI major, least host minor and needed extensions; empty when all is there.
// Each mistake names `file`, what is missing, both versions and the fix.
Mistakes check_fit(const Manifest& manifest, const std::string& file);

}  // namespace siding::plugin
