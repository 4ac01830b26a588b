#include "admin/route_window.hpp"

#include <algorithm>

namespace siding::admin {

namespace {

using dispatch::Rejection;
using dispatch::RouteView;
using scheduler::StallKind;

std::uint64_t less(std::uint64_t now, std::uint64_t before) {
  return now - std::min(now, before);
}

std::uint64_t rejected(const RouteView& route, Rejection why) {
  return route.rejections[static_cast<std::size_t>(why)];
}

std::uint64_t refused(const RouteView& route) {
  return rejected(route, Rejection::queue_full) + rejected(route, Rejection::waited);
}

std::uint64_t stalls(const RouteView& route) {
  return route.stalls.all() - route.stalls.of(StallKind::starved);
}

DurationCounts less(const DurationCounts& now, const DurationCounts& before) {
  DurationCounts result;
  for (std::size_t i = 0; i < result.buckets.size(); ++i) result.buckets[i] = less(now.buckets[i], before.buckets[i]);
  result.sum = now.sum - before.sum;
  return result;
}

}  // namespace

std::chrono::nanoseconds RouteWindow::run() const {
  return samples.requests == 0 ? std::chrono::nanoseconds{} : samples.run / static_cast<std::int64_t>(samples.requests);
}

std::chrono::nanoseconds RouteWindow::cpu() const {
  return samples.requests == 0 ? std::chrono::nanoseconds{} : samples.cpu / static_cast<std::int64_t>(samples.requests);
}

double RouteWindow::arrivals_per_second() const {
  return seconds > 0 ? static_cast<double>(requests) / seconds : 0;
}

RouteWindow route_window(const Window& window, std::size_t route) {
  static const RouteView nothing{};
  const RouteView& now = window.now.routes[route];
  const RouteView& before = route < window.before.routes.size() ? window.before.routes[route] : nothing;
  RouteWindow seen;
  seen.seconds = std::chrono::duration<double>(window.lasted).count();
  seen.requests = less(now.counts.requests(), before.counts.requests());
  seen.refused = less(refused(now), refused(before));
  seen.stalls = less(stalls(now), stalls(before));
  seen.blocked = less(now.stalls.of(StallKind::blocked), before.stalls.of(StallKind::blocked));
  for (std::size_t i = 0; i < seen.phases.size(); ++i) {
    seen.phases[i] = less(now.counts.phases[i], before.counts.phases[i]);
  }
  seen.timed = seen.phases.front().count();
  const auto& samples = now.counts.samples;
  const auto& earlier = before.counts.samples;
  seen.samples = {less(samples.requests, earlier.requests), samples.run - earlier.run, samples.cpu - earlier.cpu,
                  less(samples.switches, earlier.switches)};
  return seen;
}

}  // namespace siding::admin
