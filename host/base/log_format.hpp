// log_format.hpp - how a line of the log looks.
//
// Text: "[2026-11-23 02:40:00.123] [siding] [info] the text"; what a plugin logs can't
// look like a line of somebody else: further lines are indented, control bytes shown as \x1b.
// JSON: {"time":"2026-11-23T01:40:00.123456Z","level":"info","logger":"siding","message":"the text"}
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include <spdlog/formatter.h>

#include "base/log_options.hpp"

namespace siding {

// `colours`: for a terminal.
std::unique_ptr<spdlog::formatter> make_log_formatter(LogFormat format, bool colours);

// Times as "2026-11-23T01:40:00.123456Z". Keeps the text, since many lines are of the same second.
class UtcText {
 public:
  static constexpr std::size_t kSize = 27;

  // Valid until the next call.
  std::string_view of(std::chrono::system_clock::time_point time);

 private:
  void begin(std::chrono::seconds second);

  std::chrono::seconds second_{-1};
  std::array<char, kSize + 1> text_{};
};

}  // namespace siding
