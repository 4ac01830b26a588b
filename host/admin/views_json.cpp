#include "admin/views_json.hpp"

#include <ctime>

namespace siding::admin {

namespace {

namespace json = boost::json;

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

template <class Strings>
json::array list(const Strings& strings) {
  json::array all;
  for (const auto& each : strings) all.emplace_back(each);
  return all;
}

json::array buckets_json(const DurationCounts& counts) {
  json::array buckets;
  for (const std::uint64_t count : counts.buckets) buckets.emplace_back(count);
  return buckets;
}

json::object duration_json(const DurationCounts& counts) {
  return {{"count", counts.count()},
          {"sum_ms", milliseconds(counts.sum)},
          {"p50_ms", milliseconds(counts.quantile(0.5))},
          {"p99_ms", milliseconds(counts.quantile(0.99))}};
}

// "2026-11-23T03:12:45.123Z"
std::string utc_text(std::chrono::system_clock::time_point at) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::string result(text, size);
  const std::string fraction = std::to_string(1000 + ms % 1000);
  return result + '.' + fraction.substr(1) + 'Z';
}

json::object stall_counts_json(const scheduler::StallCounts& stalls) {
  json::object kinds;
  for (std::size_t i = 0; i < stalls.kinds.size(); ++i) {
    kinds[dispatch::to_string(static_cast<scheduler::StallKind>(i))] = stalls.kinds[i];
  }
  return kinds;
}

json::object rejections_json(const dispatch::RejectionCounts& counts) {
  using dispatch::Rejection;
  const auto of = [&](Rejection why) { return counts[static_cast<std::size_t>(why)]; };
  return {{"max_in_flight", of(Rejection::in_flight)},
          {"queue_full", of(Rejection::queue_full)},
          {"queue_timeout", of(Rejection::waited)},
          {"shedding", of(Rejection::shedding)},
          {"timeout", of(Rejection::timed_out)}};
}

json::object route_json(const dispatch::RouteView& route) {
  json::array modes;
  for (const Mode mode : route.modes) modes.emplace_back(to_string(mode));
  return {{"path", route.path},
          {"methods", route.methods.empty() ? json::array{"GET"} : list(route.methods)},
          {"plugin", route.plugin},
          {"handler", route.handler},
          {"mode", to_string(route.mode)},
          {"modes", std::move(modes)},
          {"pool", route.pool},
          {"place", route.place},
          {"disabled", route.disabled},
          {"demoted", route.demoted},
          {"quarantined", route.quarantined},
          {"shedding", route.shedding},
          {"demotions", route.demotions},
          {"stalls", stall_counts_json(route.stalls)},
          {"rejections", rejections_json(route.rejections)},
          {"share", {{"allowed", route.lane.share}, {"running", route.lane.running}, {"waiting", route.lane.parked}}},
          {"counts", counts_json(route.counts)}};
}

}  // namespace

json::object counts_json(const dispatch::RouteCounts& counts) {
  json::array answers;
  DurationCounts all;
  for (const auto& answer : counts.answers) {
    answers.push_back({{"method", answer.method}, {"status", answer.status}, {"count", answer.lasted.count()}});
    all += answer.lasted;
  }
  json::object phases;
  for (std::size_t i = 0; i < counts.phases.size(); ++i) {
    phases[dispatch::kPhaseNames[i]] = {{"count", counts.phases[i].count()},
                                        {"sum_ms", milliseconds(counts.phases[i].sum)}};
  }
  const auto& samples = counts.samples;
  return {{"requests", all.count()},
          {"in_flight", counts.in_flight()},
          {"answers", std::move(answers)},
          {"buckets", buckets_json(all)},
          {"lasted", duration_json(all)},
          {"phases", std::move(phases)},
          {"samples",
           {{"requests", samples.requests},
            {"run_ms", milliseconds(samples.run)},
            {"cpu_ms", milliseconds(samples.cpu)},
            {"voluntary_switches", samples.switches}}}};
}

json::array loops_json(const dispatch::Snapshot& snapshot) {
  json::array loops;
  for (const auto& loop : snapshot.loops) {
    json::array worst;
    for (const auto lag : loop.worst_lag) worst.emplace_back(milliseconds(lag));
    loops.push_back({{"index", loop.index},
                     {"connections", loop.connections},
                     {"late_threads", loop.late},
                     {"driver_tid", loop.driver_tid},
                     {"behind", loop.behind},
                     {"doing", loop.doing},
                     {"busy_ms", milliseconds(loop.busy)},
                     {"lag", duration_json(loop.lag)},
                     {"worst_lag_ms", std::move(worst)}});
  }
  return loops;
}

json::array pools_json(const dispatch::Snapshot& snapshot) {
  json::array pools;
  for (const auto& pool : snapshot.pools) {
    const auto& gauge = pool.gauge;
    pools.push_back({{"name", pool.name},
                     {"min", pool.min},
                     {"max", pool.max},
                     {"queue", pool.queue},
                     {"threads", gauge.threads},
                     {"busy", gauge.busy},
                     {"waiting", gauge.waiting},
                     {"abandoned", gauge.abandoned},
                     {"refused", gauge.refused},
                     {"dropped", gauge.dropped},
                     {"oldest_ms", milliseconds(pool.oldest)},
                     {"full_ms", milliseconds(pool.full)},
                     {"queue_wait", duration_json(gauge.queue_wait)}});
  }
  return pools;
}

json::array routes_json(const dispatch::Snapshot& snapshot) {
  json::array routes;
  for (const auto& route : snapshot.routes) routes.emplace_back(route_json(route));
  return routes;
}

json::array plugins_json(const std::vector<PluginView>& plugins) {
  json::array all;
  for (const PluginView& plugin : plugins) {
    all.push_back({{"name", plugin.name},
                   {"file", plugin.file},
                   {"version", plugin.version},
                   {"abi", plugin.abi},
                   {"build", plugin.build},
                   {"disabled", plugin.disabled}});
  }
  return all;
}

json::array stalls_json(const std::vector<dispatch::StallRecord>& stalls) {
  json::array all;
  for (const auto& stall : stalls) {
    all.push_back({{"number", stall.number},
                   {"at", utc_text(stall.at)},
                   {"loop", stall.loop},
                   {"kind", dispatch::to_string(stall.kind)},
                   {"action", dispatch::to_string(stall.action)},
                   {"lasted_ms", milliseconds(stall.lasted)},
                   {"where", stall.where},
                   {"connections", stall.connections},
                   {"demoted", stall.demoted},
                   {"plugin_demoted", stall.plugin_demoted},
                   {"route", stall.route},
                   {"fix", stall.fix},
                   {"stack", stall.stack}});
  }
  return all;
}

json::array settings_json(const std::vector<Setting>& settings) {
  json::array all;
  for (const Setting& setting : settings) {
    all.push_back({{"key", setting.key}, {"value", setting.value}, {"source", setting.source}});
  }
  return all;
}

json::array advice_json(const std::vector<Advice>& advice) {
  json::array all;
  for (const Advice& one : advice) {
    all.push_back({{"kind", one.kind},
                   {"route", one.route},
                   {"place", one.place},
                   {"text", one.text},
                   {"evidence", list(one.evidence)},
                   {"patch", one.patch}});
  }
  return all;
}

}  // namespace siding::admin
