// commands.hpp - what `siding COMMAND` does. Each returns the code to exit with.
//
// Results go to standard output, mistakes to standard error.
#pragma once

#include <filesystem>
#include <string>

#include "base/mistake.hpp"
#include "config/overrides.hpp"
#include "server/lab_options.hpp"

namespace siding::server {

// Serves until SIGTERM or SIGINT, then drains; a second signal stops at once.
ExitCode serve(const std::filesystem::path& file, const config::Overrides& overrides);

// Looks at the file and at every plugin, loading each in a child process; with
// `init` each is initialised there too. Serves nothing.
ExitCode check(const std::filesystem::path& file, const config::Overrides& overrides, bool init);

// The table of routes, for people or as JSON.
ExitCode list_routes(const std::filesystem::path& file, const config::Overrides& overrides, bool json);

// A load on one route in each mode that its handler can run in, and what to write
// into the file; for people or as JSON. The route's handler really runs.
ExitCode lab_route(const std::filesystem::path& file, const config::Overrides& overrides, const lab::Options& options);

// What a running host should change, asked of its admin listener: at `address`,
// or where the file says when that is empty. For people or as JSON.
ExitCode doctor(const std::filesystem::path& file, const config::Overrides& overrides, const std::string& address,
                bool json);

// What a plugin library says of itself.
ExitCode inspect_plugin(const std::filesystem::path& file, bool json);

// The version and how the host was built.
std::string version_text();

}  // namespace siding::server
