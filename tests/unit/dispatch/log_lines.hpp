// log_lines.hpp - a logger whose lines a test can read.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <spdlog/sinks/base_sink.h>

#include "base/log.hpp"

namespace siding::test {

class LogLines {
 public:
  LogLines() : sink_(std::make_shared<Sink>()), logger_("test", sink_) { logger_.set_level(spdlog::level::trace); }

  Logger& logger() { return logger_; }

  // How many lines hold that text.
  unsigned count(std::string_view text) const { return sink_->count(text); }
  bool has(std::string_view text) const { return count(text) != 0; }

 private:
  class Sink final : public spdlog::sinks::base_sink<std::mutex> {
   public:
    unsigned count(std::string_view text) {
      const std::lock_guard lock(mutex_);
      unsigned found = 0;
      for (const std::string& line : lines_) found += line.find(text) != std::string::npos;
      return found;
    }

   private:
    void sink_it_(const spdlog::details::log_msg& message) override {
      lines_.push_back(std::string(message.logger_name.data(), message.logger_name.size()) + ": " +
                       std::string(message.payload.data(), message.payload.size()));
    }
    void flush_() override {}

    std::vector<std::string> lines_;  // guarded by the sink's mutex
  };

  std::shared_ptr<Sink> sink_;
  Logger logger_;
};

}  // namespace siding::test
