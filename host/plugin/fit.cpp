#include "plugin/fit.hpp"

#include <algorithm>

#include "plugin/host_abi.hpp"

namespace siding::plugin {
namespace {

Mistake refusal(const Manifest& manifest, const std::string& file, const std::string& clause, std::string fix) {
  return {.place = {},
          .what = "`" + file + "` (" + manifest.name + " " + manifest.version + ") " + clause,
          .fix = std::move(fix),
          .quoted = {}};
}

}  // namespace

Mistakes check_fit(const Manifest& manifest, const std::string& file) {
  if (manifest.abi_major != SIDING_ABI_MAJOR) {
    return {refusal(
        manifest, file,
        "is built for ABI " + abi_text(manifest.abi_major, manifest.abi_minor) + ", this host is " + host_text(),
        "build the plugin against the SDK of this host, or run it on a host of ABI " +
            std::to_string(manifest.abi_major))};
  }
  if (manifest.min_host_minor > SIDING_ABI_MINOR) {
    const std::string least = abi_text(manifest.abi_major, manifest.min_host_minor);
    return {refusal(manifest, file, "needs a host of ABI " + least + " or later, this host is " + host_text(),
                    "run it on a newer Siding, or build it against the SDK of this host")};
  }
  Mistakes mistakes;
  for (const std::string& need : manifest.needs) {
    if (std::find(kHostExtensions.begin(), kHostExtensions.end(), need) != kHostExtensions.end()) continue;
    const std::string built = abi_text(manifest.abi_major, manifest.abi_minor);
    mistakes.push_back(refusal(manifest, file,
                               "is built for ABI " + built + " and needs the extension `" + need +
                                   "`, which this host, " + host_text() + ", does not have",
                               "run it on a newer Siding, or build it without " + need));
  }
  return mistakes;
}

}  // namespace siding::plugin
