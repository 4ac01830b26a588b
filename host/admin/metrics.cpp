#include "admin/metrics.hpp"

#include <array>
#include <string_view>

#include "admin/metric_families.hpp"
#include "admin/process_usage.hpp"
#include "base/build_facts.hpp"

namespace siding::admin {

namespace {

using dispatch::RouteView;

constexpr std::array<std::string_view, dispatch::kRejections> kReasons{"max_in_flight", "queue_full", "queue_timeout",
                                                                       "shedding", "timeout"};

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

template <class Number>
double real(Number number) {
  return static_cast<double>(number);
}

void add_requests(MetricFamilies& families, const std::string& route, const dispatch::RouteCounts& counts) {
  for (const auto& answer : counts.answers) {
    const std::string status = answer.status == 0 ? "" : std::to_string(answer.status);
    families.histogram("http_server_request_duration_seconds",
                       "From the head of a request to the last byte of its answer in the kernel.",
                       {{"http_request_method", answer.method},
                        {"http_route", route},
                        {"http_response_status_code", status},
                        {"error_type", answer.status == 0     ? "client_gone"
                                       : answer.status >= 500 ? status
                                                              : ""}},
                       answer.lasted);
  }
}

void add_phases(MetricFamilies& families, const RouteView& route) {
  for (std::size_t i = 0; i < dispatch::kPhaseNames.size(); ++i) {
    families.histogram("siding_route_phase_seconds",
                       "Where requests spend their time: every request on workers, samples on event loops.",
                       {{"http_route", route.path}, {"phase", std::string(dispatch::kPhaseNames[i])}},
                       route.counts.phases[i]);
  }
}

void add_samples(MetricFamilies& families, const RouteView& route) {
  const auto& samples = route.counts.samples;
  const Labels labels{{"http_route", route.path}};
  families.counter("siding_route_samples_total", "Requests whose use of the processor was looked at.", labels,
                   real(samples.requests));
  families.counter("siding_route_samples_run_seconds_total", "Time in the plugin's code, of samples.", labels,
                   seconds(samples.run));
  families.counter("siding_route_samples_cpu_seconds_total", "Processor time of the plugin's code, of samples.", labels,
                   seconds(samples.cpu));
  families.counter("siding_route_samples_voluntary_switches_total",
                   "How often the plugin's code waited in the kernel, of samples.", labels, real(samples.switches));
}

void add_stalls(MetricFamilies& families, const std::string& name, const Labels& base,
                const scheduler::StallCounts& stalls) {
  for (std::size_t i = 0; i < stalls.kinds.size(); ++i) {
    Labels labels = base;
    labels.emplace_back("kind", dispatch::to_string(static_cast<scheduler::StallKind>(i)));
    families.counter(name, "Calls that held an event loop.", labels, real(stalls.kinds[i]));
  }
}

void add_route(MetricFamilies& families, const RouteView& route) {
  const Labels labels{{"http_route", route.path}};
  add_requests(families, route.path, route.counts);
  add_phases(families, route);
  add_samples(families, route);
  families.gauge("siding_route_in_flight_requests", "Requests that the plugin holds.", labels,
                 real(route.counts.in_flight()));
  families.gauge("siding_route_demoted", "1: runs on workers for now, because it held an event loop.", labels,
                 route.demoted ? 1 : 0);
  families.gauge("siding_route_shedding", "1: answers 503 for now, because its calls hold too many threads.", labels,
                 route.shedding ? 1 : 0);
  families.gauge("siding_route_quarantined", "1: answers 503 for now, because it ended the process too often.", labels,
                 route.quarantined ? 1 : 0);
  families.counter("siding_route_demotions_total", "How often it was moved to workers.", labels, real(route.demotions));
  add_stalls(families, "siding_route_stalls_total", labels, route.stalls);
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    families.counter("siding_route_rejections_total", "Requests answered without, or before, their plugin.",
                     {{"http_route", route.path}, {"reason", std::string(kReasons[i])}}, real(route.rejections[i]));
  }
  families.gauge("siding_route_info", "How a route is served.",
                 {{"http_route", route.path},
                  {"plugin", route.plugin},
                  {"handler", route.handler},
                  {"mode", std::string(to_string(route.mode))},
                  {"pool", route.pool},
                  {"place", route.place}},
                 1);
}

void add_loop(MetricFamilies& families, const dispatch::LoopView& loop) {
  const Labels labels{{"loop", std::to_string(loop.index)}};
  families.histogram("siding_loop_lag_seconds", "How long cycles of the event loop took: what came meanwhile waited.",
                     labels, loop.lag);
  families.gauge("siding_loop_busy_seconds", "Since when the current cycle goes on; 0 while it sleeps.", labels,
                 seconds(loop.busy));
  families.gauge("siding_loop_connections", "Connections that live on the event loop.", labels, real(loop.connections));
  families.gauge("siding_loop_late_threads", "Threads still in calls that the loop was taken from.", labels,
                 real(loop.late));
  families.gauge("siding_loop_behind", "1: stuck for the moment, it gets no new connections.", labels,
                 loop.behind ? 1 : 0);
}

void add_pool(MetricFamilies& families, const dispatch::PoolView& pool) {
  const Labels labels{{"pool", pool.name}};
  const auto& gauge = pool.gauge;
  families.gauge("siding_pool_threads", "Threads of the pool.", labels, real(gauge.threads));
  families.gauge("siding_pool_threads_busy", "Threads that work, or are stuck.", labels, real(gauge.busy));
  families.gauge("siding_pool_threads_limit", "`max` of the pool.", labels, real(pool.max));
  families.gauge("siding_pool_queue_depth", "Calls that wait for a thread.", labels, real(gauge.waiting));
  families.gauge("siding_pool_queue_limit", "`queue` of the pool.", labels, real(pool.queue));
  families.gauge("siding_pool_oldest_wait_seconds", "How long the first in the queue has waited.", labels,
                 seconds(pool.oldest));
  families.gauge("siding_pool_full_seconds", "How long every thread is busy and calls wait.", labels,
                 seconds(pool.full));
  families.gauge("siding_pool_abandoned_workers", "Threads stuck in requests that were given up.", labels,
                 real(gauge.abandoned));
  families.counter("siding_pool_refused_total", "Calls refused because the queue was full.", labels,
                   real(gauge.refused));
  families.counter("siding_pool_dropped_total", "Calls that waited too long, or that nobody wanted any more.", labels,
                   real(gauge.dropped));
  families.histogram("siding_pool_queue_wait_seconds", "How long calls waited for a thread.", labels, gauge.queue_wait);
}

void add_process(MetricFamilies& families) {
  const ProcessUsage usage = process_usage();
  families.counter("process_cpu_seconds_total", "Processor time of the process.", {}, usage.cpu_seconds);
  families.gauge("process_resident_memory_bytes", "Memory of the process.", {}, usage.resident_bytes);
  families.gauge("process_open_fds", "Open descriptors.", {}, usage.open_fds);
  families.gauge("process_start_time_seconds", "When the process began, since the epoch.", {}, usage.start_time);
}

}  // namespace

std::string metrics_text(Stage stage, const dispatch::Snapshot& snapshot, const std::vector<PluginView>& plugins) {
  MetricFamilies families;
  families.gauge("siding_build_info", "What runs here.",
                 {{"version", SIDING_VERSION}, {"compiler", compiler_text()}, {"libraries", libraries_text()}}, 1);
  families.gauge("siding_serving", "1: serving; 0: starting or draining.", {}, stage == Stage::serving ? 1 : 0);
  for (const PluginView& plugin : plugins) {
    families.gauge("siding_plugin_info", "1: the plugin is up; 0: it is disabled.",
                   {{"plugin", plugin.name}, {"version", plugin.version}, {"abi", plugin.abi}, {"file", plugin.file}},
                   plugin.disabled ? 0 : 1);
  }
  add_requests(families, "", snapshot.unrouted);
  for (const RouteView& route : snapshot.routes) add_route(families, route);
  for (const auto& loop : snapshot.loops) add_loop(families, loop);
  for (const auto& pool : snapshot.pools) add_pool(families, pool);
  if (stage != Stage::starting) add_stalls(families, "siding_stalls_total", {}, snapshot.stalls);
  families.counter("siding_rescues_total", "Event loops that were taken over from a stuck call.", {},
                   real(snapshot.stalls.of(scheduler::StallAction::rescued)));
  families.gauge("siding_driver_threads", "Threads that drive event loops, are late, or spare.", {},
                 real(snapshot.drivers));
  families.counter("siding_log_lost_lines_total", "Lines that the log lost because its output took nothing.", {},
                   real(snapshot.dropped_lines));
  families.counter("siding_access_log_lost_lines_total",
                   "Lines that the access log lost because its output took nothing, or was too slow.", {},
                   real(snapshot.lost_access_lines));
  add_process(families);
  return families.to_text();
}

}  // namespace siding::admin
