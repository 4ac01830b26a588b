#include "integration/harness/log_lines.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "integration/harness/patience.hpp"

namespace siding::integration {

// LogLines has its own mutex.
class LogLines::Sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit Sink(LogLines& lines) : lines_(lines) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const auto level = spdlog::level::to_string_view(message.level);
    std::string line(level.data(), level.size());
    line.append(" ").append(message.logger_name.data(), message.logger_name.size());
    lines_.add(line.append(": ").append(message.payload.data(), message.payload.size()));
  }
  void flush_() override {}

  LogLines& lines_;
};

LogLines::LogLines() : logger_(std::make_shared<Logger>("siding", std::make_shared<Sink>(*this))) {
  logger_->set_level(spdlog::level::trace);
}

LogLines::~LogLines() = default;

void LogLines::add(std::string line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
  added_.notify_all();
}

std::vector<std::string> LogLines::find(std::initializer_list<std::string_view> fragments) const {
  std::vector<std::string> found;
  for (const std::string& line : lines_) {
    const auto holds = [&](std::string_view fragment) { return line.find(fragment) != line.npos; };
    if (std::all_of(fragments.begin(), fragments.end(), holds)) found.push_back(line);
  }
  return found;
}

std::vector<std::string> LogLines::with(std::initializer_list<std::string_view> fragments) const {
  const std::lock_guard lock(mutex_);
  return find(fragments);
}

std::vector<std::string> LogLines::wait_for(std::initializer_list<std::string_view> fragments,
                                            std::size_t count) const {
  std::unique_lock lock(mutex_);
  std::vector<std::string> found;
  const auto there = [&] { return (found = find(fragments)).size() >= count; };
  if (added_.wait_for(lock, kPatience, there)) return found;
  throw std::runtime_error("this was not logged: " + std::string(*fragments.begin()) + "\nbut:\n" + join(lines_));
}

std::string LogLines::join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

}  // namespace siding::integration
