#include "server/lab_run.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <memory>
#include <utility>

#include <sys/resource.h>

#include "base/log.hpp"
#include "base/process_log.hpp"
#include "plugin/probe.hpp"
#include "server/server.hpp"

namespace siding::server::lab {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kStartLimit = 2min;  // for plugins to come up
constexpr auto kGrace = 2s;         // for handlers that were given up
constexpr auto kAloneLimit = 200ms;
constexpr unsigned kAloneMost = 5;
constexpr auto kShort = 1s;  // a run within it says little: the best of some counts
constexpr unsigned kShortRuns = 3;

// Client and server live in one process: two descriptors for each connection.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

config::Configuration on_loopback(config::Configuration configuration, std::size_t route, Mode mode) {
  configuration.listen = {{.host = "127.0.0.1", .port = 0, .place = {}}};
  configuration.admin.reset();  // the running host may have it
  configuration.routes[route].mode = mode;
  return configuration;
}

std::uint16_t port_of(std::string_view address) {
  std::uint16_t port = 0;
  std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
  return port;
}

// The time of one request with nothing beside it: the least of some, since the
// first one may have to connect to a database.
std::chrono::nanoseconds time_alone(Load load) {
  load.requests = load.concurrency = 1;
  const auto until = Clock::now() + kAloneLimit;
  auto least = std::chrono::nanoseconds::max();
  for (unsigned i = 0; i < kAloneMost && (i == 0 || Clock::now() < until); ++i) {
    for (const auto latency : run(load, [] {}).latencies) least = std::min(least, latency);
  }
  return least == std::chrono::nanoseconds::max() ? std::chrono::nanoseconds{} : least;
}

Measurement run_once(const Load& load, Mode mode, const dispatch::Route& route) {
  unsigned threads = 0;
  const LoadResult result = run(load, [&] { threads = std::max(threads, route.pool->gauge().busy); });
  Measurement measurement = summarise(mode, result);
  measurement.threads = threads;
  measurement.stalls = route.stalls();
  measurement.demotions = route.demotions();
  return measurement;
}

Measurement run_some(const Load& load, Mode mode, const dispatch::Route& route) {
  Measurement best = run_once(load, mode, route);
  for (unsigned runs = 1; runs < kShortRuns; ++runs) {
    if (best.errors() > 0 || best.held_a_loop() || best.total >= kShort) break;
    const Measurement next = run_once(load, mode, route);
    if (next.errors() > 0 || next.held_a_loop() || next.total < best.total) best = next;
  }
  return best;
}

Measurement put_under_load(const Experiment& experiment, Mode mode, const Server& server) {
  const dispatch::Route& route = *server.routes()[experiment.target.route];
  const Load load{.port = port_of(server.addresses().front()),
                  .request = experiment.target.request,
                  .requests = experiment.requests,
                  .concurrency = std::min(experiment.concurrency, experiment.requests),
                  .deadline = Clock::now() + experiment.timeout};
  // In `sync` mode alone: in the others a first request could have the route demoted before the load.
  const auto alone = mode == Mode::sync ? time_alone(load) : std::chrono::nanoseconds{};
  Measurement measurement = run_some(load, mode, route);
  measurement.alone = alone;
  return measurement;
}

// In the child, which ends without destructors.
Result<std::string, Mistakes> serve_and_measure(const Experiment& experiment, Mode mode) {
  std::signal(SIGPIPE, SIG_IGN);
  allow_many_descriptors();
  std::unique_ptr<ProcessLog> log;
  std::shared_ptr<Logger> silent = silent_logger();
  if (experiment.log_level) {
    auto opened = ProcessLog::open({.format = {}, .level = *experiment.log_level, .file = "stderr", .place = {}});
    if (!opened) return opened.error();
    log = std::move(*opened);
  }
  auto server = Server::start(on_loopback(experiment.configuration, experiment.target.route, mode),
                              log ? log->logger() : *silent);
  if (!server) return server.error();
  const Measurement measurement = put_under_load(experiment, mode, **server);
  if (!(*server)->stop(kGrace)) {  // a handler holds its thread: what it may use stays
    (void)server->release();
    (void)log.release();
    (void)std::make_unique<std::shared_ptr<Logger>>(silent).release();
  }
  return encode(measurement);
}

}  // namespace

Result<Measurement, Mistakes> measure(const Experiment& experiment, Mode mode) {
  constexpr plugin::ProbeWords kWords{.during = "while it ran",
                                      .not_in_time = "did not come to an end",
                                      .crash_fix = "run it under a debugger",
                                      .late_fix = "its init, or what runs in the background, waits for something"};
  const std::string subject = "the server with `mode: " + std::string{to_string(mode)} + "`";
  const auto text = plugin::probe(
      subject, kStartLimit + experiment.timeout + kGrace, [&] { return serve_and_measure(experiment, mode); }, kWords);
  if (!text) return text.error();
  if (const auto measurement = decode(*text)) return *measurement;
  return Mistakes{{ExitCode::software, {}, subject + " has told nothing", {}, {}}};
}

}  // namespace siding::server::lab
