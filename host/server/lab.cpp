// `siding lab`
#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>

#include <unistd.h>

#include "base/value.hpp"
#include "scheduler/cores.hpp"
#include "server/commands.hpp"
#include "server/lab_report.hpp"
#include "server/lab_run.hpp"
#include "server/lab_table.hpp"
#include "server/lab_usage.hpp"
#include "server/plan.hpp"
#include "server/report_mistakes.hpp"

namespace siding::server {

namespace {

using lab::Experiment;
using lab::Measurement;
using lab::Report;

Result<std::chrono::nanoseconds, Mistakes> read_timeout(const std::string& text) {
  const auto time = parse_duration(text);
  if (time && *time > std::chrono::nanoseconds{0}) return *time;
  return lab::usage("--timeout " + lab::ticked(text) + " is no time", "write it with its unit: 30s, 5m");
}

Result<Experiment, Mistakes> make_experiment(config::Configuration configuration, const config::Overrides& overrides,
                                             const lab::Options& options) {
  const auto timeout = read_timeout(options.timeout);
  if (!timeout) return timeout.error();
  auto target = lab::make_target(configuration, options);
  if (!target) return target.error();
  return Experiment{.configuration = std::move(configuration),
                    .target = std::move(*target),
                    .requests = options.requests,
                    .concurrency = options.concurrency,
                    .timeout = *timeout,
                    .log_level = overrides.log_level};
}

const scheduler::PoolOptions& pool_of(const Experiment& experiment, const dispatch::RouteOptions& route) {
  const auto& pools = experiment.configuration.pools;
  return *std::find_if(pools.begin(), pools.end(), [&](const auto& pool) { return pool.name == route.pool; });
}

Report begin_report(const Experiment& experiment, const PlannedRoute& planned, const plugin::ManifestHandler& handler) {
  const dispatch::RouteOptions& route = *planned.options;
  const unsigned loops = experiment.configuration.loops.loops;
  return {.route = route.name,
          .place = route.place.file_and_line(),
          .mode_place = route.mode_place.file_and_line(),
          .plugin = route.plugin,
          .handler = planned.handler,
          .request = experiment.target.method + ' ' + experiment.target.path,
          .now = planned.mode,
          .sync_only = handler.modes == static_cast<std::uint32_t>(Mode::sync),
          .requests = experiment.requests,
          .concurrency = std::min(experiment.concurrency, experiment.requests),
          .loops = loops ? loops : scheduler::usable_cores(),
          .pool = pool_of(experiment, route),
          .runs = {}};
}

// Those that the handler declares; and `sync`, which any handler can.
std::vector<Mode> modes_of(const plugin::ManifestHandler& handler) {
  std::vector<Mode> modes;
  for (const Mode mode : {Mode::async, Mode::offload}) {
    if (handler.modes & static_cast<std::uint32_t>(mode)) modes.push_back(mode);
  }
  modes.push_back(Mode::sync);
  return modes;
}

// Shown while a mode runs, where somebody watches.
class Progress {
 public:
  explicit Progress(Mode mode) {
    if (shown_) std::cerr << "running as " << to_string(mode) << " ..." << std::flush;
  }
  ~Progress() {
    if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  const bool shown_ = ::isatty(STDERR_FILENO) == 1;
};

Result<Measurement, Mistakes> measure_with_progress(const Experiment& experiment, Mode mode) {
  const Progress progress(mode);
  return lab::measure(experiment, mode);
}

ExitCode run_modes(const Experiment& experiment, const std::vector<Mode>& modes, Report report, bool json) {
  if (!json) std::cout << heading(report) << std::flush;
  for (const Mode mode : modes) {
    const auto measured = measure_with_progress(experiment, mode);
    if (!measured) return siding::server::report(measured.error());
    report.runs.push_back(*measured);
    if (!json) std::cout << row(report, *measured) << std::flush;
  }
  std::cout << (json ? to_json(report) + '\n' : conclusion(report));
  return ExitCode::ok;
}

}  // namespace

ExitCode lab_route(const std::filesystem::path& file, const config::Overrides& overrides, const lab::Options& options) {
  auto configuration = load_configuration(file, overrides);
  if (!configuration) return report(configuration.error());
  const auto experiment = make_experiment(std::move(*configuration), overrides, options);
  if (!experiment) return report(experiment.error());
  const Plan plan = make_plan(experiment->configuration);
  if (!plan.mistakes.empty()) return report(plan.mistakes);
  const PlannedRoute& route = plan.routes[experiment->target.route];
  if (route.handler.empty()) return report(plan.disabled);
  const auto& handler = *plan.manifests.at(route.options->plugin).find(route.handler);
  return run_modes(*experiment, modes_of(handler), begin_report(*experiment, route, handler), options.json);
}

}  // namespace siding::server
