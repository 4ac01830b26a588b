// options.hpp - what the operator may choose about one plugin.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/place.hpp"
#include "base/value.hpp"

namespace siding::plugin {

enum class OnError {
  fail,     // the server does not start
  disable,  // its routes answer 503
};

// One entry of `plugins:`.
struct PluginOptions {
  std::string name;
  std::filesystem::path file;  // relative to the plugins directory
  Value config;                // null when there is none
  OnError on_error = OnError::fail;
  std::chrono::nanoseconds init_timeout = std::chrono::seconds{30};
  Place place;
};

}  // namespace siding::plugin
