// log_options.hpp - what the operator may choose about the log.
#pragma once

#include <string>

#include "base/place.hpp"

namespace siding {

enum class LogFormat { text, json };

// Whether a log goes to a file, and not to "stderr" or "stdout".
inline bool is_path(const std::string& file) {
  return file != "stderr" && file != "stdout";
}

// `log:`
struct LogOptions {
  LogFormat format = LogFormat::text;
  std::string level = "info";   // a name that spdlog knows
  std::string file = "stderr";  // see is_path()
  Place place;                  // of `file:`
};

}  // namespace siding
