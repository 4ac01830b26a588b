#include "base/line_queue.hpp"

#include <chrono>
#include <string_view>
#include <utility>

namespace siding {

namespace {

constexpr std::size_t kLongestLine = 16 << 10;  // bytes that are kept of one
constexpr auto kNudge = spdlog::level::off;     // what no line has
constexpr auto kWhile = std::chrono::seconds{60};

}  // namespace

void LineQueue::push(spdlog::details::log_msg_buffer&& line) {
  queued_.fetch_add(1, std::memory_order_release);
  lines_.enqueue_nowait(std::move(line));
}

void LineQueue::log(const spdlog::details::log_msg& line) {
  if (line.payload.size() <= kLongestLine) return push(spdlog::details::log_msg_buffer{line});
  const std::string cut = std::string(line.payload.data(), kLongestLine) + "... (" +
                          std::to_string(line.payload.size() - kLongestLine) + " bytes more)";
  spdlog::details::log_msg shorter = line;
  shorter.payload = cut;
  push(spdlog::details::log_msg_buffer{shorter});
}

void LineQueue::nudge() {
  push(spdlog::details::log_msg_buffer{{{}, kNudge, {}}});
}

bool LineQueue::take(spdlog::details::log_msg_buffer& line) {
  if (!lines_.dequeue_for(line, kWhile)) return false;
  ++taken_;
  return line.level != kNudge;
}

void LineQueue::settle(std::uint64_t lost) {
  lost_.store(lost, std::memory_order_relaxed);
  settled_.store(taken_ + lines_.overrun_counter(), std::memory_order_release);
}

}  // namespace siding
