// options.hpp - what the operator may choose about one route.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/log_options.hpp"
#include "base/mode.hpp"
#include "base/place.hpp"
#include "base/value.hpp"

namespace siding::dispatch {

// One entry of `routes:`, with `defaults:` applied.
struct RouteOptions {
  std::string name;                  // default: its path
  std::string path;                  // "/orders/{id:int}"
  std::vector<std::string> methods;  // empty = GET
  std::string plugin;
  std::string handler;       // empty = the only one that the plugin exports
  std::optional<Mode> mode;  // none = the one that the handler declares
  std::string pool = "default";
  std::chrono::nanoseconds timeout = std::chrono::seconds{30};  // zero = none
  unsigned max_in_flight = 0;                                   // requests at once; 0 = no bound
  std::optional<std::uint64_t> body_limit;                      // bytes; none = server.limits.body
  bool stream_body = false;                                     // as it comes, without a limit
  bool server_timing = false;                                   // answers say where the time went
  Value settings;                                               // null when there are none
  Place place;                                                  // of the entry
  Place mode_place;                                             // of its `mode:`, or of the entry
  Place body_place;                                             // of its `body:`, where there is one
};

// `access_log:`
struct AccessLogOptions {
  std::string file;  // see is_path(); empty = there is none
  LogFormat format = LogFormat::text;
  bool query = false;  // of the target, too: it may hold secrets
  Place place;
};

}  // namespace siding::dispatch
