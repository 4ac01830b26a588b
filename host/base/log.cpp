#include "base/log.hpp"

#include <spdlog/sinks/null_sink.h>

#include "base/line_queue.hpp"

namespace siding {

std::shared_ptr<Logger> child_logger(Logger& parent, const std::string& name) {
  return parent.clone(name);
}

std::uint64_t dropped_lines(const Logger& logger) {
  std::uint64_t dropped = 0;
  for (const auto& sink : logger.sinks()) {
    if (auto* const queue = dynamic_cast<LineQueue*>(sink.get())) dropped += queue->dropped();
  }
  return dropped;
}

std::shared_ptr<Logger> silent_logger() {
  auto logger = std::make_shared<Logger>("silent", std::make_shared<spdlog::sinks::null_sink_mt>());
  logger->set_level(spdlog::level::off);
  return logger;
}

}  // namespace siding
