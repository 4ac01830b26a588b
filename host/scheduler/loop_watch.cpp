#include "scheduler/loop_watch.hpp"

#include <algorithm>
#include <cstdlib>

#include "scheduler/stack_capture.hpp"

namespace siding::scheduler {

namespace {

constexpr std::chrono::nanoseconds kSlowPerSecond = std::chrono::milliseconds{200};
constexpr std::chrono::nanoseconds kHostTooLong = std::chrono::milliseconds{100};
constexpr int kLatePerLoop = 16;  // threads that may be stuck in calls of one loop

}  // namespace

LoopWatch::LoopWatch(EventLoop& loop, Drivers& drivers, const StallOptions& options, StallObserver& observer,
                     StallCounters& counters)
    : loop_(loop), drivers_(drivers), options_(options), observer_(observer), counters_(counters) {}

Conduct* LoopWatch::tick(Clock::time_point now, std::chrono::nanoseconds tick) {
  loop_.ask_to_yield();
  loop_.nudge();  // whoever wanted to may be stuck itself
  Conduct* const demoted = look(now, tick);
  if (!demoted_plugins_.empty()) lift_plugins();
  const bool same_call = loop_.sequence() == sequence_ && sequence_ % 2 == 1;
  loop_.set_behind(same_call ? stuck_ > std::chrono::nanoseconds{} : host_busy_ > tick);
  return demoted;
}

Conduct* LoopWatch::look(Clock::time_point now, std::chrono::nanoseconds tick) {
  const std::uint64_t sequence = loop_.sequence();
  if (sequence % 2 == 0) {
    sequence_ = sequence;
    watch_host_work(tick);
    return nullptr;
  }
  host_busy_ = {};
  if (sequence != sequence_) {
    sequence_ = sequence;
    stuck_ = {};
    sleeping_ticks_ = 0;
    acted_ = false;
    return nullptr;
  }
  Conduct* const conduct = loop_.conduct();
  const auto sample = sample_thread(loop_.driver_tid());
  if (!sample || loop_.sequence() != sequence) return nullptr;  // that was of another call
  if (stuck_ == std::chrono::nanoseconds{}) first_ = *sample;
  stuck_ += tick;
  sleeping_ticks_ = sample->sleeping ? sleeping_ticks_ + 1 : 0;
  if (acted_) return nullptr;
  if (Conduct* const slow = charge(conduct, now, tick)) return slow;
  const auto kind = diagnose();
  return kind ? act(*kind, conduct, now) : nullptr;
}

Conduct* LoopWatch::charge(Conduct* conduct, Clock::time_point now, std::chrono::nanoseconds tick) {
  if (!conduct || conduct->demoted() || !conduct->charge(tick, now, kSlowPerSecond)) return nullptr;
  conduct->demote(now);
  Stall stall;
  stall.conduct = conduct;
  stall.loop = loop_.index();
  stall.kind = StallKind::slow;
  stall.action = StallAction::charged;
  stall.lasted = kSlowPerSecond;
  stall.where = where_it_waits(loop_.driver_tid());
  stall.connections = loop_.connections();
  stall.demoted = true;
  report(stall);
  return conduct;
}

std::optional<StallKind> LoopWatch::diagnose() {
  if (sleeping_ticks_ >= 2 && stuck_ >= options_.rescue_after) return StallKind::blocked;
  if (sleeping_ticks_ > 0 || stuck_ < options_.rescue_running_after) return std::nullopt;
  const auto now = sample_thread(loop_.driver_tid());
  if (!now) return std::nullopt;
  const std::uint64_t ran = now->ran_ns - first_.ran_ns;
  const std::uint64_t waited = now->waited_ns - first_.waited_ns;
  return waited > ran ? StallKind::starved : StallKind::computing;
}

// While the call is surely inside: before it can be taken over.
std::vector<std::uintptr_t> LoopWatch::take_stack(Conduct& conduct) {
  if (options_.backtrace != StallOptions::Backtrace::once || !conduct.wants_stack()) return {};
  auto stack = StackCapture::of(loop_.driver_tid());
  if (loop_.sequence() != sequence_) stack.clear();
  return stack;
}

StallAction LoopWatch::rescue(Conduct* conduct) {
  if (options_.on_block == StallOptions::OnBlock::warn) return StallAction::watched;
  if (loop_.late() >= kLatePerLoop || !drivers_.reserve()) return StallAction::exhausted;
  if (conduct) conduct->taken_over();  // before the call can return late
  if (loop_.take(sequence_)) {
    drivers_.drive(loop_);
    return StallAction::rescued;
  }
  drivers_.cancel();
  if (conduct) conduct->in_time();
  return StallAction::returned;
}

void LoopWatch::lift_plugins() {
  const auto lifted = [this](const Conduct* conduct) {
    if (conduct->plugin_demoted()) return false;
    observer_.plugin_lifted(*conduct);
    return true;
  };
  demoted_plugins_.erase(std::remove_if(demoted_plugins_.begin(), demoted_plugins_.end(), lifted),
                         demoted_plugins_.end());
}

void LoopWatch::report(const Stall& stall) {
  counters_.count(stall.kind, stall.action);
  if (stall.conduct) stall.conduct->count(stall.kind, stall.action);
  observer_.stalled(stall);
}

Conduct* LoopWatch::act(StallKind kind, Conduct* conduct, Clock::time_point now) {
  acted_ = true;
  Stall stall;
  stall.conduct = conduct;
  stall.loop = loop_.index();
  stall.kind = kind;
  stall.lasted = stuck_;
  stall.where = where_it_waits(loop_.driver_tid());
  stall.connections = loop_.connections();
  if (conduct && kind != StallKind::starved) stall.stack = take_stack(*conduct);
  const bool plugin_was_demoted = conduct && conduct->plugin_demoted();
  const bool blamed = conduct && kind != StallKind::starved;
  const bool often = blamed && conduct->stalled(options_.demote_after);
  stall.demoted = often && !conduct->demoted();
  if (stall.demoted) conduct->demote(now);  // before the next driver comes to its next call
  stall.action = rescue(conduct);
  if (blamed && stall.action == StallAction::exhausted) conduct->shed();
  stall.plugin_demoted = conduct && conduct->plugin_demoted() && !plugin_was_demoted;
  report(stall);
  if (stall.plugin_demoted) demoted_plugins_.push_back(conduct);
  if (blamed && options_.on_block == StallOptions::OnBlock::abort) std::abort();
  return stall.demoted ? conduct : nullptr;
}

void LoopWatch::watch_host_work(std::chrono::nanoseconds tick) {
  const std::uint64_t cycle = loop_.cycle();
  const char* const phase = loop_.phase();
  if (cycle != cycle_ || !phase) {
    cycle_ = cycle;
    host_busy_ = {};
    return;
  }
  host_busy_ += tick;
  if (host_busy_ >= kHostTooLong && host_busy_ - tick < kHostTooLong) {
    observer_.host_was_slow(loop_.index(), phase, host_busy_);
  }
}

}  // namespace siding::scheduler
