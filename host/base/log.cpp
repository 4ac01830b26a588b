#include "base/log.hpp"

#include <spdlog/sinks/null_sink.h>

namespace siding {

std::shared_ptr<Logger> child_logger(Logger& parent, const std::string& name) {
  return parent.clone(name);
}

std::shared_ptr<Logger> silent_logger() {
  auto logger = std::make_shared<Logger>("silent", std::make_shared<spdlog::sinks::null_sink_mt>());
  logger->set_level(spdlog::level::off);
  return logger;
}

}  // namespace siding
