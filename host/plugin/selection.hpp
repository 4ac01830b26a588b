// selection.hpp - which handler and which mode a route means.
//
// Manifest and loaded library agree, so everything is decided from the
// manifest: `check` and `routes` load nothing for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <siding/abi.h>

#include "base/mistake.hpp"
#include "base/mode.hpp"
#include "base/place.hpp"
#include "base/result.hpp"
#include "plugin/library.hpp"
#include "plugin/manifest.hpp"

namespace siding::plugin {

// The handler of that name; for an empty name the only one there is. Otherwise a
// mistake at `place` that lists the handlers there are. The result lives as long
// as the manifest, or the library.
Result<const ManifestHandler*, Mistakes> find_handler(const Manifest& manifest, std::string_view name,
                                                      const Place& place = {});
Result<const siding_handler*, Mistakes> find_handler(const PluginLibrary& library, std::string_view name,
                                                     const Place& place = {});

// The mode of a route: the one asked for, or the handler's own. A safer one than
// declared is allowed: any handler runs as `sync`, an `async` one as `offload`
// too. Anything else is a mistake at `place`.
Result<Mode, Mistakes> resolve_mode(const ManifestHandler& handler, std::optional<Mode> asked, const Place& place = {});
Result<Mode, Mistakes> resolve_mode(const siding_handler& handler, std::optional<Mode> asked, const Place& place = {});

// Nothing when the handler may be given its content in pieces (`body: stream`), else a mistake at `place`.
Mistakes check_streams(std::string_view handler, std::uint32_t flags, const Place& place = {});

// "sync", "async, offload": of a mask of SIDING_MODE_.
std::string modes_text(std::uint32_t modes);

}  // namespace siding::plugin
