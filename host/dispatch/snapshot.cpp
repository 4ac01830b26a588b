#include "dispatch/snapshot.hpp"

#include <algorithm>
#include <string_view>

#include "dispatch/route.hpp"

namespace siding::dispatch {

namespace {

constexpr std::array<std::string_view, 4> kKinds{"blocked", "computing", "starved", "slow"};
constexpr std::array<std::string_view, kRejections> kRejectionNames{
    "max_in_flight", "the pool's queue was full", "waited longer than queue_timeout", "too many calls stuck", "504",
    "in quarantine"};

// "3 blocked, 1 slow"; empty when there is nothing to tell.
template <class Counts, class Names>
std::string listed(const Counts& counts, const Names& names) {
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(counts[i]) + " " + std::string(names[i]);
  }
  return text;
}

std::string lost_lines(std::uint64_t count, const std::string& log) {
  return count > 0 ? "; " + std::to_string(count) + " lines of the " + log + " lost" : "";
}

std::string in_brackets(const std::string& text) {
  return text.empty() ? "" : " (" + text + ")";
}

std::chrono::nanoseconds since(scheduler::Clock::time_point began, scheduler::Clock::time_point now) {
  return began < now ? now - began : std::chrono::nanoseconds{};
}

std::vector<Mode> modes_of(const Route& route) {
  std::vector<Mode> modes;
  if (!route.plugin) return modes;
  const std::uint32_t supported = route.handler.modes | SIDING_MODE_SYNC;
  for (const Mode mode : {Mode::sync, Mode::async, Mode::offload}) {
    if (supported & static_cast<std::uint32_t>(mode)) modes.push_back(mode);
  }
  return modes;
}

std::string line_of(const LoopView& loop) {
  return "event loop " + std::to_string(loop.index) + ": " + std::to_string(loop.connections) +
         " connections, driven by thread " + std::to_string(loop.driver_tid) + ", " + std::to_string(loop.late) +
         " threads still in calls that were taken over; " + loop.doing + (loop.behind ? ", stuck" : "");
}

std::string line_of(const PoolView& pool) {
  const scheduler::PoolGauge& gauge = pool.gauge;
  return "pool " + pool.name + ": " + std::to_string(gauge.threads) + " of " + std::to_string(pool.max) + " threads, " +
         std::to_string(gauge.busy) + " busy, " + std::to_string(gauge.abandoned) + " abandoned; " +
         std::to_string(gauge.waiting) + " calls wait, " + std::to_string(gauge.refused) + " were refused, " +
         std::to_string(gauge.dropped) + " dropped";
}

std::string line_of(const RouteView& route) {
  std::string line = route.name + ": mode " + std::string(to_string(route.mode));
  if (route.disabled) line += ", disabled";
  if (route.demoted) line += ", runs on workers for now";
  if (route.quarantined) line += ", in quarantine after crashes";
  if (route.shedding) line += ", answers 503 for now";
  line += "; " + std::to_string(route.stalls.all()) + " stalls" + in_brackets(listed(route.stalls.kinds, kKinds)) +
          ", " + std::to_string(route.demotions) + " demotions; " + std::to_string(sum(route.rejections)) +
          " requests rejected" + in_brackets(listed(route.rejections, kRejectionNames));
  return line;
}

}  // namespace

bool RouteView::has_a_story() const {
  return disabled || quarantined || demoted || shedding || demotions > 0 || stalls.all() > 0 || sum(rejections) > 0;
}

LoopView view_of(const scheduler::EventLoop& loop, scheduler::Clock::time_point now) {
  LoopView view;
  view.index = loop.index();
  view.connections = loop.connections();
  view.late = loop.late();
  view.driver_tid = loop.driver_tid();
  view.behind = loop.behind();
  const scheduler::Conduct* const conduct = loop.conduct();
  const char* const phase = loop.phase();
  if (loop.sequence() % 2 == 1) {
    view.doing = "inside of " + (conduct ? conduct->describe() : std::string("a plugin"));
  } else {
    view.doing = phase ? phase : "waits";
  }
  view.busy = since(loop.busy_since(), now);
  view.lag = loop.lag().read();
  view.worst_lag = loop.lag().worst(now);
  // A cycle that goes on has not been written down.
  const auto busy = std::chrono::duration_cast<std::chrono::microseconds>(view.busy);
  view.worst_lag.back() = std::max(view.worst_lag.back(), busy);
  return view;
}

PoolView view_of(const scheduler::WorkerPool& pool, scheduler::Clock::time_point now) {
  const scheduler::PoolOptions& options = pool.options();
  PoolView view{options.name, options.min, options.max, options.queue, pool.gauge(), {}, {}};
  if (view.gauge.oldest) view.oldest = since(*view.gauge.oldest, now);
  if (view.gauge.full_since) view.full = since(*view.gauge.full_since, now);
  return view;
}

RouteView view_of(const Route& route) {
  RouteView view;
  const RouteOptions& options = route.options;
  view.name = route.describe();
  view.path = options.path;
  view.methods = options.methods;
  view.plugin = options.plugin;
  view.handler = route.handler_name;
  view.pool = options.pool;
  view.place = options.place.file_and_line();
  view.mode_place = options.mode_place.file_and_line();
  view.modes = modes_of(route);
  if (route.lane && route.pool) view.lane = route.pool->gauge(*route.lane);
  view.mode = route.mode;
  view.disabled = route.plugin == nullptr;
  view.demoted = route.demoted();
  view.shedding = route.shedding();
  view.quarantined = route.quarantine.active();
  view.demotions = route.demotions();
  view.stalls = route.stall_counts();
  view.rejections = route.rejections.read();
  return view;
}

std::vector<std::string> lines_of(const Snapshot& snapshot) {
  std::vector<std::string> lines;
  for (const LoopView& loop : snapshot.loops) lines.push_back(line_of(loop));
  for (const PoolView& pool : snapshot.pools) lines.push_back(line_of(pool));
  std::size_t quiet = 0;
  for (const RouteView& route : snapshot.routes) {
    if (route.has_a_story()) {
      lines.push_back(line_of(route));
    } else {
      ++quiet;
    }
  }
  lines.push_back(std::to_string(quiet) + " routes without stalls and rejections");
  lines.push_back(summary_of(snapshot));
  return lines;
}

std::string summary_of(const Snapshot& snapshot) {
  using scheduler::StallAction;
  std::uint64_t demotions = 0;
  RejectionCounts rejections{};
  for (const RouteView& route : snapshot.routes) {
    demotions += route.demotions;
    for (std::size_t i = 0; i < rejections.size(); ++i) rejections[i] += route.rejections[i];
  }
  unsigned abandoned = 0;
  for (const PoolView& pool : snapshot.pools) abandoned += pool.gauge.abandoned;
  return "since the start: " + std::to_string(snapshot.stalls.all()) + " stalls" +
         in_brackets(listed(snapshot.stalls.kinds, kKinds)) + ", " +
         std::to_string(snapshot.stalls.of(StallAction::rescued)) + " rescues, " + std::to_string(demotions) +
         " demotions; " + std::to_string(sum(rejections)) + " requests rejected" +
         in_brackets(listed(rejections, kRejectionNames)) + "; " + std::to_string(snapshot.drivers) +
         " threads for loops, " + std::to_string(abandoned) + " workers abandoned" +
         lost_lines(snapshot.dropped_lines, "log") + lost_lines(snapshot.lost_access_lines, "access log");
}

}  // namespace siding::dispatch
