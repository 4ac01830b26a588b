#include "admin/health.hpp"

#include <cstdio>

namespace siding::admin {

namespace {

std::string seconds_text(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(time).count());
  return text;
}

std::string line_of(const dispatch::PoolView& pool) {
  const auto& gauge = pool.gauge;
  std::string line = "pool " + pool.name + ": " + std::to_string(gauge.busy) + " of " + std::to_string(pool.max) +
                     " threads busy, " + std::to_string(gauge.waiting) + " calls wait";
  if (pool.oldest.count() > 0) line += ", the oldest for " + seconds_text(pool.oldest);
  if (pool.full.count() > 0) line += ", full for " + seconds_text(pool.full);
  if (gauge.abandoned > 0) line += ", " + std::to_string(gauge.abandoned) + " workers abandoned";
  return line;
}

std::string line_of(const dispatch::LoopView& loop) {
  std::string line = "event loop " + std::to_string(loop.index) + ": " + loop.doing;
  if (loop.busy.count() > 0) line += " for " + seconds_text(loop.busy);
  return line;
}

}  // namespace

std::vector<std::string> reasons_against(Stage stage, const dispatch::Snapshot& snapshot,
                                         const HealthOptions& options) {
  std::vector<std::string> reasons;
  if (stage == Stage::starting) reasons.emplace_back("starting: the plugins are not up yet");
  if (stage == Stage::draining) reasons.emplace_back("draining: what has begun is answered, nothing new is taken");
  for (const auto& pool : snapshot.pools) {
    if (pool.full >= options.pool_full) reasons.push_back(line_of(pool));
  }
  for (const auto& loop : snapshot.loops) {
    if (loop.busy >= options.loop_stuck) reasons.push_back(line_of(loop) + ", past rescue");
  }
  return reasons;
}

std::vector<std::string> details(const dispatch::Snapshot& snapshot) {
  std::vector<std::string> lines;
  for (const auto& loop : snapshot.loops) lines.push_back(line_of(loop));
  for (const auto& pool : snapshot.pools) lines.push_back(line_of(pool));
  return lines;
}

}  // namespace siding::admin
