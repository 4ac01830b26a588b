#include "base/stderr_log.hpp"

#include <chrono>
#include <thread>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace siding {

namespace {

constexpr std::size_t kWaitingLines = 8192;
constexpr std::chrono::milliseconds kLook{10};

}  // namespace

StderrLog::StderrLog(const std::string& level)
    : writer_(std::make_shared<spdlog::details::thread_pool>(kWaitingLines, 1)),
      logger_(std::make_shared<spdlog::async_logger>("siding", std::make_shared<spdlog::sinks::stderr_color_sink_mt>(),
                                                     writer_, spdlog::async_overflow_policy::overrun_oldest)) {
  logger_->set_level(spdlog::level::from_str(level));
}

StderrLog::~StderrLog() {
  writer_.reset();  // ends when its queue is empty; before the logger, which its lines belong to
}

void StderrLog::write_out() {
  for (int i = 0; i < 100 && writer_->queue_size() != 0; ++i) std::this_thread::sleep_for(kLook);
  std::this_thread::sleep_for(kLook);  // the last one was taken from the queue, perhaps not written yet
}

}  // namespace siding
