// configuration.hpp - everything that routes.yaml says, as the options of the parts.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log_options.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"
#include "dispatch/options.hpp"
#include "plugin/options.hpp"
#include "scheduler/options.hpp"
#include "supervisor/options.hpp"
#include "transport/options.hpp"

namespace siding::config {

// An address to listen on, as written and split.
struct Listen {
  std::string host = "127.0.0.1";  // an IPv4 or IPv6 address, without brackets
  std::uint16_t port = 8080;       // 0 = any free one
  Place place;

  std::string to_string() const;  // "127.0.0.1:8080", "[::1]:8080"
};

// Where a value was written.
struct Origin {
  std::string where;    // "routes.yaml:12", or "the command line"
  std::string text;     // as written; of a list "[a, b]", of a map nothing
  bool secret = false;  // it came from the environment
};

struct Configuration {
  std::filesystem::path file;
  std::vector<Listen> listen;   // never empty once loaded
  std::optional<Listen> admin;  // none: there is no admin listener
  scheduler::LoopOptions loops;
  scheduler::StallOptions stall;
  supervisor::SupervisorOptions supervisor;
  std::chrono::nanoseconds shutdown_timeout = std::chrono::seconds{30};
  LogOptions log;
  dispatch::AccessLogOptions access_log;
  std::string request_id_field;      // of responses; empty = none
  std::filesystem::path plugin_dir;  // empty = the default; a relative one is relative to the file
  transport::Limits limits;
  http::TrustedProxies proxies;
  std::vector<scheduler::PoolOptions> pools;  // `default` is always among them
  std::vector<plugin::PluginOptions> plugins;
  std::vector<dispatch::RouteOptions> routes;
  std::map<std::string, Origin> origins;  // of what is written, by dotted key; effective.hpp shows it
};

// Reads and checks the file. Every mistake that can be seen without loading a
// plugin is reported, in the order of the file.
Result<Configuration, Mistakes> load(const std::filesystem::path& file);

// The two steps of it: the bytes of the file, and what they say.
Result<std::string, Mistakes> read_file(const std::filesystem::path& file);
Result<Configuration, Mistakes> load_text(std::string_view text, const std::filesystem::path& file);

// The same from text, for tests and the fuzzer; `name` is what places show.
Result<Configuration, Mistakes> parse(std::string_view text, std::string_view name);

}  // namespace siding::config
