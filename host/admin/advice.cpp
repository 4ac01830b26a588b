#include "admin/advice.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "admin/figures_text.hpp"
#include "admin/route_window.hpp"

namespace siding::admin {

namespace {

using namespace std::chrono_literals;
using dispatch::PoolView;
using dispatch::RouteView;

constexpr std::uint64_t kFewSamples = 5;
constexpr std::uint64_t kManyRequests = 200;  // a route that is hardly used is not worth a change
constexpr auto kHoldsLoop = 1ms;              // in one call: others notice
constexpr auto kCheap = 100us;                // less than what handing it to a worker and back can cost under load
constexpr auto kLongQueue = 5ms;              // on average
constexpr double kSpare = 1.5;                // over what Little's law asks, since requests come in bunches

std::string mode_patch(const RouteView& route, Mode mode) {
  return "# " + route.place + "\nroutes:\n  - path: " + quoted(route.path) + "\n    plugin: " + route.plugin +
         "\n    handler: " + route.handler + "\n    mode: " + std::string(to_string(mode)) + "\n";
}

std::vector<std::string> sample_evidence(const RouteWindow& seen) {
  const auto each = static_cast<double>(seen.samples.requests);
  return {counted(seen.samples.requests, "sample") + ": " + time_text(seen.run()) + " in the handler, " +
              time_text(seen.cpu()) + " of it on the processor",
          number_text(static_cast<double>(seen.samples.switches) / each) + " voluntary context switches per request"};
}

Advice make(const char* kind, const RouteView& route) {
  return {kind, route.path, route.mode_place, {}, {}, {}};
}

bool waits_in_kernel(const RouteWindow& seen) {
  return seen.run() >= kHoldsLoop && 2 * seen.cpu() < seen.run() && seen.samples.switches >= seen.samples.requests;
}

std::string in_mode(const RouteView& route) {
  return "`" + route.path + "` is `" + std::string(to_string(route.mode)) + "`";
}

std::optional<Advice> holds_loop(const RouteView& route, const RouteWindow& seen) {
  const bool sampled = seen.samples.requests >= kFewSamples && seen.run() >= kHoldsLoop && !route.demoted;
  if (route.mode == Mode::sync || (!sampled && seen.stalls == 0)) return std::nullopt;
  const bool waits = seen.stalls > 0 ? seen.blocked > 0 || !sampled : waits_in_kernel(seen);
  Advice advice = make(waits ? "blocks_a_loop" : "computes_on_a_loop", route);
  advice.text =
      in_mode(route) + (waits ? ", but waits in the kernel: make it `sync`, or move the call that waits into offload()"
                              : ", but computes for long: make it `sync`, or move the computing into offload()");
  if (seen.samples.requests > 0) advice.evidence = sample_evidence(seen);
  if (seen.stalls > 0) advice.evidence.push_back("held an event loop " + counted(seen.stalls, "time"));
  if (route.demoted) advice.evidence.emplace_back("runs on workers for now");
  advice.patch = mode_patch(route, Mode::sync);
  return advice;
}

std::optional<Advice> could_be_async(const RouteView& route, const RouteWindow& seen) {
  if (route.mode != Mode::sync || seen.requests < kManyRequests || seen.samples.requests < kFewSamples) return {};
  const bool stays_off_the_kernel = 10 * seen.samples.switches < seen.samples.requests;
  if (seen.run() > kCheap || !stays_off_the_kernel) return std::nullopt;
  Advice advice = make("could_be_async", route);
  const auto supports = [&](Mode mode) {
    return std::find(route.modes.begin(), route.modes.end(), mode) != route.modes.end();
  };
  advice.text = in_mode(route) + ", but takes " + time_text(seen.cpu()) +
                " of processor time and never waits: `async` saves the way to a worker and back";
  advice.evidence = sample_evidence(seen);
  advice.evidence.push_back("waited " + time_text(seen.mean(dispatch::Phase::queue)) + " for a worker, on average");
  if (supports(Mode::async)) {
    advice.patch = mode_patch(route, Mode::async);
  } else {
    advice.text += "; its plugin declares it `sync` only: register it with siding::async";
  }
  return advice;
}

std::string pool_patch(const PoolView& pool, unsigned share, unsigned max) {
  return "pools:\n  " + pool.name + ": { max: " + std::to_string(max) + ", share: " + std::to_string(share) + " }\n";
}

// Requests per second x seconds in the handler = threads that are busy.
std::optional<Advice> pool_too_small(const RouteView& route, const PoolView& pool, const RouteWindow& seen) {
  const bool waits = seen.mean(dispatch::Phase::queue) >= kLongQueue && seen.timed >= kFewSamples;
  if (!waits && seen.refused == 0) return std::nullopt;
  const auto held = seen.mean(dispatch::Phase::run);
  if (held.count() == 0) return std::nullopt;
  const double wanted = seen.arrivals_per_second() * std::chrono::duration<double>(held).count();
  const unsigned allowed = std::min(route.lane.share, pool.max);
  const auto needed = static_cast<unsigned>(std::ceil(wanted * kSpare));
  const bool computes = seen.samples.requests > 0 && 2 * seen.cpu() >= seen.run();
  if (!computes && needed <= allowed) return std::nullopt;  // a bunch of them, not a lack
  Advice advice = make(computes ? "cores_too_few" : "pool_too_small", route);
  advice.evidence = {rate_text(seen.arrivals_per_second()) + " requests/s x " + time_text(held) + " in the handler = " +
                         number_text(wanted) + " threads busy; it may have " + std::to_string(allowed) + " of the " +
                         std::to_string(pool.max) + " in pool `" + pool.name + "`",
                     "waited " + time_text(seen.mean(dispatch::Phase::queue)) + " for a worker, on average"};
  if (seen.refused > 0) advice.evidence.push_back(counted(seen.refused, "request") + " refused with 503");
  if (computes) {
    advice.text = "`" + route.path + "` waits for processors, not for threads: a larger pool does not help";
    return advice;
  }
  advice.text = "pool `" + pool.name + "` is too small for `" + route.path + "`: Little's law asks for " +
                std::to_string(needed) + " threads";
  advice.patch = pool_patch(pool, needed, std::max(pool.max, needed));
  return advice;
}

const PoolView* pool_of(const dispatch::Snapshot& snapshot, const RouteView& route) {
  const auto found = std::find_if(snapshot.pools.begin(), snapshot.pools.end(),
                                  [&](const PoolView& pool) { return pool.name == route.pool; });
  return found == snapshot.pools.end() ? nullptr : &*found;
}

int urgency(const Advice& advice) {
  static constexpr std::array kOrder{"blocks_a_loop", "computes_on_a_loop", "pool_too_small", "cores_too_few"};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), advice.kind) - kOrder.begin());
}

}  // namespace

std::vector<Advice> advise(const Window& window) {
  std::vector<Advice> all;
  const auto keep = [&](std::optional<Advice> advice) {
    if (advice) all.push_back(std::move(*advice));
  };
  for (std::size_t i = 0; i < window.now.routes.size(); ++i) {
    const RouteView& route = window.now.routes[i];
    const RouteWindow seen = route_window(window, i);
    keep(holds_loop(route, seen));
    keep(could_be_async(route, seen));
    if (const PoolView* const pool = pool_of(window.now, route)) keep(pool_too_small(route, *pool, seen));
  }
  std::stable_sort(all.begin(), all.end(), [](const Advice& a, const Advice& b) { return urgency(a) < urgency(b); });
  return all;
}

}  // namespace siding::admin
