// line_queue.hpp - the lines that wait to be written, as a sink of spdlog.
//
// Threads: log() any, it never waits for the output; the rest as tagged.
// Bounds:  as many lines as its constructor says; when full, the oldest gives way.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <spdlog/details/log_msg_buffer.h>
#include <spdlog/details/mpmc_blocking_q.h>
#include <spdlog/sinks/sink.h>

namespace siding {

class LineQueue final : public spdlog::sinks::sink {
 public:
  explicit LineQueue(std::size_t most) : lines_(most) {}

  void log(const spdlog::details::log_msg& line) override;
  void flush() override {}
  void set_pattern(const std::string&) override {}  // the writer formats
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  // Wakes the writer. [any thread]
  void nudge();

  // The next line; false when it is only a nudge, or none comes for a while. [writer]
  bool take(spdlog::details::log_msg_buffer& line);
  bool empty() { return lines_.size() == 0; }
  // What was taken is written, but for `lost` lines since the beginning. [writer]
  void settle(std::uint64_t lost);

  // How many were queued, and how many of them wait no more. [any thread, signal handlers]
  std::uint64_t queued() const { return queued_.load(std::memory_order_acquire); }
  std::uint64_t settled() const { return settled_.load(std::memory_order_acquire); }
  // Lines that gave way, or could not be written. [any thread]
  std::uint64_t dropped() { return lines_.overrun_counter() + lost_.load(std::memory_order_relaxed); }

 private:
  void push(spdlog::details::log_msg_buffer&& line);

  spdlog::details::mpmc_blocking_queue<spdlog::details::log_msg_buffer> lines_;
  std::uint64_t taken_ = 0;  // the writer's
  std::atomic<std::uint64_t> queued_{0};
  std::atomic<std::uint64_t> settled_{0};
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace siding
