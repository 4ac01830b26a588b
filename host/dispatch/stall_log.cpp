#include "dispatch/stall_log.hpp"

#include "dispatch/stack_text.hpp"

namespace siding::dispatch {

namespace {

using scheduler::Stall;
using scheduler::StallAction;
using scheduler::StallKind;

std::string milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

std::string what_it_did(const Stall& stall) {
  const std::string loop = "event loop " + std::to_string(stall.loop);
  const std::string where = stall.where.empty() ? "" : " in " + stall.where;
  switch (stall.kind) {
    case StallKind::blocked:
      return " has blocked " + loop + " for " + milliseconds(stall.lasted) + where;
    case StallKind::computing:
      return " has been computing on " + loop + " for " + milliseconds(stall.lasted);
    case StallKind::starved:
      return " was on " + loop + " when it got no processor for " + milliseconds(stall.lasted);
    case StallKind::slow:
      return " has held " + loop + " for " + milliseconds(stall.lasted) + " of the last second in calls of several ms" +
             where;
  }
  return {};
}

std::string what_was_done(const Stall& stall) {
  const std::string moved = std::to_string(stall.connections) + " connections";
  switch (stall.action) {
    case StallAction::rescued:
      return "; the loop goes on with another thread, " + moved + " moved";
    case StallAction::watched:
      return "; " + moved + " wait (stall.on_block is warn)";
    case StallAction::exhausted:
      return "; no thread is left to take over, " + moved + " wait; the route answers 503 from now on";
    case StallAction::returned:
    case StallAction::charged:
      return {};
  }
  return {};
}

}  // namespace

std::string describe(const Stall& stall) {
  std::string line = stall.conduct ? stall.conduct->describe() : "a plugin";
  line += what_it_did(stall) + what_was_done(stall);
  if (stall.kind == StallKind::starved) return line + "; the machine is overloaded, the handler is not to blame";
  if (stall.demoted) {
    const auto quiet = std::chrono::duration_cast<std::chrono::seconds>(stall.conduct->quiet_period()).count();
    line += "; its calls run on workers until they behave for " + std::to_string(quiet) + " s";
  }
  if (stall.plugin_demoted) line += "; several calls of its plugin are stuck at once: all of its routes run on workers";
  if (stall.conduct) line += ". Fix: " + stall.conduct->fix();
  return line;
}

void StallLog::log_stack(const Stall& stall, const std::string& stack) {
  logger_.warn("{}: its stack was {}; `addr2line -Cfpie FILE OFFSET` names the lines", stall.conduct->describe(),
               stack);
}

void StallLog::stalled(const Stall& stall) noexcept {
  const auto now = scheduler::Clock::now();
  const std::string stack = stall.stack.empty() ? "" : stack_text(stall.stack);
  history_.add(stall, stack);
  Said& said = said_[stall.conduct];
  if (now - said.at < std::chrono::seconds{1} && !stall.demoted && !stall.plugin_demoted && stall.stack.empty()) {
    ++said.left_out;
    return;
  }
  const std::string before = said.left_out == 0 ? "" : " (" + std::to_string(said.left_out) + " more before this)";
  said = {now, 0};
  const auto level = stall.kind == StallKind::starved ? spdlog::level::info : spdlog::level::warn;
  logger_.log(level, "{}{}", describe(stall), before);
  if (!stall.stack.empty()) log_stack(stall, stack);
}

void StallLog::lifted(const scheduler::Conduct& conduct) noexcept {
  logger_.info("{} has behaved for {} s: back on the event loops", conduct.describe(),
               std::chrono::duration_cast<std::chrono::seconds>(conduct.quiet_period()).count());
}

void StallLog::plugin_lifted(const scheduler::Conduct& conduct) noexcept {
  logger_.info(
      "{}: no call of its plugin is stuck any more, the other routes of the plugin are back on the event loops",
      conduct.describe());
}

void StallLog::host_was_slow(unsigned loop, const char* phase, std::chrono::nanoseconds lasted) noexcept {
  logger_.warn("event loop {} has been {} for {}: the host itself, no plugin", loop, phase, milliseconds(lasted));
}

}  // namespace siding::dispatch
