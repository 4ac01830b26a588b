#include "base/stderr_log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace siding {

namespace {

constexpr std::size_t kWaitingLines = 8192;

}  // namespace

StderrLog::StderrLog(const std::string& level)
    : writer_(std::make_shared<spdlog::details::thread_pool>(kWaitingLines, 1)),
      logger_(std::make_shared<spdlog::async_logger>("siding", std::make_shared<spdlog::sinks::stderr_color_sink_mt>(),
                                                     writer_, spdlog::async_overflow_policy::overrun_oldest)) {
  logger_->set_level(spdlog::level::from_str(level));
}

StderrLog::~StderrLog() {
  finish();
}

void StderrLog::finish() {
  writer_.reset();  // ends when its queue is empty
}

}  // namespace siding
