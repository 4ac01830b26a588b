#include "base/process_log.hpp"

#include <ctime>
#include <string_view>
#include <utility>

#include "base/line_queue.hpp"
#include "base/log_format.hpp"

namespace siding {

namespace {

constexpr std::size_t kWaitingLines = 8192;
constexpr std::size_t kBatch = 32 << 10;  // bytes that are gathered for one write, while lines wait
constexpr std::chrono::seconds kLastWait{1};
constexpr std::chrono::milliseconds kLook{2};

}  // namespace

Result<std::unique_ptr<ProcessLog>, Mistakes> ProcessLog::open(const LogOptions& options) {
  auto file = LogFile::open(options.file);
  if (file) return std::unique_ptr<ProcessLog>(new ProcessLog(options, std::move(*file)));
  return Mistakes{{ExitCode::permission,
                   options.place,
                   "can't write the log to " + options.file + ": " + file.error().message(),
                   "its folder has to be there, and this user has to be allowed to write in it",
                   {}}};
}

ProcessLog::ProcessLog(const LogOptions& options, std::unique_ptr<LogFile> file)
    : path_(options.file),
      file_(std::move(file)),
      queue_(std::make_shared<LineQueue>(kWaitingLines)),
      logger_(std::make_shared<Logger>("siding", queue_)),
      formatter_(make_log_formatter(options.format, file_->is_terminal())) {
  logger_->set_level(spdlog::level::from_str(options.level));
  writer_ = std::thread([this] { run(); });
}

ProcessLog::~ProcessLog() {
  file_->give_up(kLastWait);
  ending_ = true;
  queue_->nudge();
  writer_.join();
}

void ProcessLog::reopen() {
  reopen_ = true;
  queue_->nudge();
}

void ProcessLog::write_out(std::chrono::milliseconds limit) noexcept {
  const auto until = queue_->queued();
  const timespec look{0, std::chrono::nanoseconds{kLook}.count()};
  for (auto left = limit; queue_->settled() < until && left.count() > 0; left -= kLook) ::nanosleep(&look, nullptr);
}

void ProcessLog::run() {
  spdlog::details::log_msg_buffer line;
  while (!ending_ || !queue_->empty()) {
    if (queue_->take(line)) format(line);
    if (reopen_.exchange(false)) do_reopen();
    if (text_.size() >= kBatch || queue_->empty()) write();
  }
}

void ProcessLog::format(const spdlog::details::log_msg& line) {
  formatter_->format(line, text_);
}

void ProcessLog::write() {
  file_->write({text_.data(), text_.size()});
  text_.clear();
  const auto dropped = queue_->dropped();
  queue_->settle(file_->lost());
  if (dropped == said_dropped_) return;
  const auto lost_before = file_->lost();
  say(spdlog::level::warn,
      std::to_string(dropped - said_dropped_) + " lines of the log were lost: the output took none");
  file_->write({text_.data(), text_.size()});
  text_.clear();
  if (file_->lost() == lost_before) said_dropped_ = dropped;
}

void ProcessLog::do_reopen() {
  write();
  const auto reopened = file_->reopen();
  if (reopened) return say(spdlog::level::info, "the log continues in " + path_);
  say(spdlog::level::err,
      "the log can't be opened again, it goes on in the old file: " + path_ + ": " + reopened.error().message());
}

void ProcessLog::say(spdlog::level::level_enum level, const std::string& text) {
  if (logger_->should_log(level)) format({{}, logger_->name(), level, text});
}

}  // namespace siding
