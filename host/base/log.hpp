// log.hpp - the host's logger: spdlog, handed down by reference, no global.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <spdlog/logger.h>

namespace siding {

using Logger = spdlog::logger;

// A logger of that name which writes where `parent` writes, at its level.
std::shared_ptr<Logger> child_logger(Logger& parent, const std::string& name);

// Lines that its output did not take in time, of its parent and their children together.
std::uint64_t dropped_lines(const Logger& logger);

// A logger that writes nothing, for tests and for `check`.
std::shared_ptr<Logger> silent_logger();

}  // namespace siding
