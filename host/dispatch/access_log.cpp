#include "dispatch/access_log.hpp"

#include <utility>

namespace siding::dispatch {

namespace {

using namespace std::chrono_literals;

constexpr auto kGather = 10ms;  // between two looks while there is something
constexpr auto kWhile = 250ms;  // a ring that nobody has heard is made up for
constexpr auto kLastWait = 1s;
constexpr std::size_t kBatch = std::size_t{64} << 10;  // bytes of one write, about

// From the clock of the loops to the time of day.
std::chrono::nanoseconds wall_offset() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return wall - scheduler::Clock::now().time_since_epoch();
}

}  // namespace

Result<std::unique_ptr<AccessLog>, Mistakes> AccessLog::open(const AccessLogOptions& options, std::size_t loops,
                                                             Logger& logger) {
  auto file = LogFile::open(options.file);
  if (file) return std::unique_ptr<AccessLog>(new AccessLog(options, std::move(*file), loops, logger));
  return Mistakes{{ExitCode::permission,
                   options.place,
                   "can't write the access log to " + options.file + ": " + file.error().message(),
                   "its folder has to be there, and this user has to be allowed to write in it",
                   {}}};
}

AccessLog::AccessLog(const AccessLogOptions& options, std::unique_ptr<LogFile> file, std::size_t loops, Logger& logger)
    : options_(options), logger_(logger), file_(std::move(file)), formatter_(options_.format) {
  AccessBell& bell = *this;
  for (std::size_t i = 0; i < loops; ++i) lanes_.push_back(std::make_unique<AccessLane>(bell, options_.query));
  writer_ = std::thread([this] { run(); });
}

AccessLog::~AccessLog() {
  file_->give_up(kLastWait);
  ending_ = true;
  ring();
  writer_.join();
}

void AccessLog::ring() noexcept {
  const std::lock_guard lock(mutex_);
  asleep_.store(false, std::memory_order_relaxed);
  rung_.notify_one();
}

void AccessLog::reopen() {
  reopen_ = true;
  ring();
}

std::uint64_t AccessLog::lost() const {
  std::uint64_t lost = file_->lost();
  for (const auto& lane : lanes_) lost += lane->lost();
  return lost;
}

void AccessLog::write_out(std::chrono::milliseconds limit) {
  const auto done = [this] {
    for (const auto& lane : lanes_) {
      if (!lane->empty()) return false;
    }
    return !writing_;
  };
  ring();
  for (auto left = limit; !done() && left > 0ms; left -= 2ms) std::this_thread::sleep_for(2ms);
}

void AccessLog::run() {
  for (;;) {
    const bool last = ending_;
    writing_ = true;
    if (reopen_.exchange(false)) {
      const auto reopened = file_->reopen();
      if (!reopened) logger_.error("the access log can't be opened again: {}", reopened.error().message());
    }
    const bool some = collect();
    writing_ = false;
    if (last) return;
    if (some && !ending_) std::this_thread::sleep_for(kGather);
    if (!some) wait(kWhile);
  }
}

bool AccessLog::collect() {
  formatter_.set_wall(wall_offset());
  bool some = false;
  for (const auto& lane : lanes_) {
    const auto format = [&](const AccessEntry& entry, scheduler::Clock::time_point end) {
      formatter_.append(lines_, entry, end);
    };
    while (lane->take(format)) {
      some = true;
      if (lines_.size() >= kBatch) write();
    }
  }
  write();
  return some;
}

void AccessLog::write() {
  const auto before = file_->lost();
  file_->write(lines_);
  const bool taken = !lines_.empty() && file_->lost() == before;
  lines_.clear();
  const auto now_lost = lost();
  if (!taken || now_lost == said_lost_) return;
  logger_.warn("{} lines of the access log were lost: the output took none, or was too slow", now_lost - said_lost_);
  said_lost_ = now_lost;
}

// Awake in between: a ring while it writes is not needed.
void AccessLog::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  asleep_.store(true, std::memory_order_seq_cst);
  for (const auto& lane : lanes_) {
    if (!lane->empty()) asleep_.store(false, std::memory_order_relaxed);
  }
  rung_.wait_for(lock, limit, [this] { return !asleep() || ending_ || reopen_; });
  asleep_.store(false, std::memory_order_relaxed);
}

}  // namespace siding::dispatch
