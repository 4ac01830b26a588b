// views.hpp - snapshots and a source of the test's own.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "admin/source.hpp"

namespace siding::admin::test {

inline DurationCounts durations(std::uint64_t count, std::chrono::nanoseconds each) {
  DurationHistogram histogram;
  for (std::uint64_t i = 0; i < count; ++i) histogram.record(each);
  return histogram.read();
}

inline dispatch::RouteView route_view(std::string path, Mode mode) {
  dispatch::RouteView route;
  route.path = std::move(path);
  route.plugin = "orders";
  route.handler = "get";
  route.pool = "default";
  route.place = route.mode_place = "routes.yaml:12";
  route.mode = mode;
  route.modes = {Mode::sync, Mode::async};
  route.lane.share = 4;
  return route;
}

inline dispatch::PoolView pool_view() {
  dispatch::PoolView pool;
  pool.name = "default";
  pool.min = 1;
  pool.max = 8;
  pool.queue = 100;
  return pool;
}

// `count` requests of which every one was looked at.
inline void add_requests(dispatch::RouteView& route, std::uint64_t count, std::chrono::nanoseconds queue,
                         std::chrono::nanoseconds run, std::chrono::nanoseconds cpu, std::uint64_t switches) {
  route.counts.answers.push_back({"GET", 200, durations(count, queue + run)});
  route.counts.phases[0] = durations(count, queue);
  route.counts.phases[1] = durations(count, run);
  const auto times = static_cast<std::int64_t>(count);
  route.counts.samples = {count, run * times, cpu * times, switches * count};
}

class FakeSource final : public Source {
 public:
  Stage stage() const override { return stage_now; }
  dispatch::Snapshot snapshot() const override { return seen; }
  std::vector<dispatch::StallRecord> stalls() const override { return {}; }
  std::vector<PluginView> plugins() const override {
    return {{"orders", "/p/orders.so", "1.2.0", "1.0", "g++", false}};
  }
  std::vector<Setting> settings() const override { return {{"server.loops", "2", "routes.yaml:3"}}; }
  std::vector<std::string> addresses() const override { return {"127.0.0.1:8080"}; }

  Stage stage_now = Stage::serving;
  dispatch::Snapshot seen;
};

}  // namespace siding::admin::test
