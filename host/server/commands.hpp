// commands.hpp - what `siding COMMAND` does. Each returns the code to exit with.
//
// Results go to standard output, mistakes to standard error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/mistake.hpp"
#include "config/overrides.hpp"
#include "server/lab_options.hpp"

namespace siding::server {

struct ServeOptions {
  bool alone = false;                // without a supervisor, for debuggers
  std::string inheritance;           // of a serving process, by its supervisor
  std::filesystem::path pid_file;    // empty: none
  std::vector<std::string> command;  // how this process was started
};

// Serves until SIGTERM or SIGINT, then drains; a second signal stops at once. By a process of its own,
// which this one restarts when it crashes and replaces on SIGHUP.
ExitCode serve(const std::filesystem::path& file, const config::Overrides& overrides, const ServeOptions& options);

// Which `siding serve` a command is about: by one of these, or the only one.
struct SupervisorChoice {
  std::optional<int> pid;
  std::filesystem::path pid_file;
  std::filesystem::path config;  // that it serves
};

// Has it read its file again, and waits until it serves it, or says why it does not.
ExitCode reload(const SupervisorChoice& choice);

// What a reload would change; or what differs between two files.
ExitCode diff_running(const SupervisorChoice& choice, const config::Overrides& overrides);
ExitCode diff_files(const std::filesystem::path& before, const std::filesystem::path& after,
                    const config::Overrides& overrides);

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
