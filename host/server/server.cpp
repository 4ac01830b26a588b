#include "server/server.hpp"

#include <algorithm>
#include <future>
#include <thread>
#include <utility>

#include "plugin/report.hpp"
#include "scheduler/cores.hpp"
#include "scheduler/whereabouts.hpp"
#include "server/open_listener.hpp"

namespace siding::server {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr unsigned kSpareDrivers = 64;  // threads that late plugin calls may hold
constexpr auto kLongestStop = 1s;       // for the loops to stop accepting
constexpr auto kPoll = 2ms;             // how often stop() looks again
constexpr auto kLastWait = 300ms;       // for idle threads to end, when the grace is over

Result<transport::Listener, Mistakes> take_or_open(transport::InheritedSockets& inherited, const config::Listen& listen,
                                                   const AddressKey& key) {
  auto listener = inherited.take(listen.to_string());
  if (listener) return std::move(*listener);
  return open_listener(listen, key);
}

}  // namespace

Server::Server(config::Configuration configuration, Logger& logger)
    : configuration_(std::move(configuration)),
      logger_(logger),
      rings_wanted_(configuration_.loops.io_uring),
      stall_log_(logger),
      connection_limit_(configuration_.limits) {}

Server::~Server() {
  stop(std::chrono::hours{24 * 365});
}

Result<std::unique_ptr<Server>, Mistakes> Server::start(config::Configuration configuration, Logger& logger,
                                                        transport::InheritedSockets inherited,
                                                        const std::function<void(const Server&)>& before_accepting) {
  std::unique_ptr<Server> server(new Server(std::move(configuration), logger));
  Mistakes mistakes = server->open_listeners(inherited);  // first: a taken port is known before plugins do anything
  if (mistakes.empty()) {
    server->start_loops();
    mistakes = server->bind_routes();
  }
  if (!mistakes.empty()) return mistakes;
  before_accepting(*server);
  server->start_accepting();
  server->admin_source_.serving(server->plugin_views(), server->addresses_);
  return server;
}

void Server::start_loops() {
  for (const auto& options : configuration_.pools) {
    pools_.emplace(options.name, std::make_unique<scheduler::WorkerPool>(options));
  }
  const unsigned wanted = configuration_.loops.loops;
  const unsigned count = wanted ? wanted : scheduler::usable_cores();
  const bool watched = configuration_.stall.on_block != scheduler::StallOptions::OnBlock::ignore;
  drivers_.emplace(count + kSpareDrivers);
  for (unsigned i = 0; i < count; ++i) {
    loops_.push_back(std::make_unique<scheduler::EventLoop>(i, watched, open_ring()));
    parts_.loops.push_back(loops_.back().get());
    drivers_->reserve();
    drivers_->drive(*loops_.back());
  }
  drivers_->warm();
  parts_.pool = pools_.find("default")->second.get();
  parts_.logger = &logger_;

  std::vector<scheduler::WorkerPool*> pools;
  for (const auto& [name, pool] : pools_) pools.push_back(pool.get());
  watchdog_.emplace(watched ? parts_.loops : decltype(parts_.loops){}, std::move(pools), *drivers_,
                    configuration_.stall, stall_log_);
}

// Null where there is none to be had, which is told once.
std::unique_ptr<scheduler::Ring> Server::open_ring() {
  if (!rings_wanted_) return nullptr;
  auto ring = scheduler::Ring::open();
  if (ring) return std::move(*ring);
  logger_.debug("io_uring is not to be had ({}): each answer is sent by a call of its own", ring.error().message());
  rings_wanted_ = false;
  return nullptr;
}

Mistakes Server::bind_routes() {
  auto plugins = PluginSet::load(configuration_, parts_);
  if (!plugins) return plugins.error();
  plugins_.emplace(std::move(*plugins));
  auto routes =
      dispatch::RouteTable::build(configuration_.routes, plugins_->bindings(), pools_, configuration_.limits.body);
  if (!routes) return routes.error();
  routes_.emplace(std::move(*routes));
  quarantine_routes();
  return open_access_log();
}

Mistakes Server::open_access_log() {
  if (configuration_.access_log.file.empty()) return {};
  auto opened = dispatch::AccessLog::open(configuration_.access_log, loops_.size(), logger_);
  if (!opened) return opened.error();
  access_log_ = std::move(*opened);
  return {};
}

void Server::reopen_logs() {
  if (access_log_) access_log_->reopen();
}

dispatch::Reports Server::reports(std::size_t loop) {
  return {.lane = access_log_ ? &access_log_->lane(loop) : nullptr,
          .request_id_field = configuration_.request_id_field};
}

// Those that have crashed the processes before this one.
void Server::quarantine_routes() {
  CrashPage* const page = scheduler::Whereabouts::page();
  if (!page) return;
  for (const auto& route : routes_->routes()) {
    const auto key = CrashPage::key_of(route->options.name);
    for (auto& one : page->quarantined) {
      if (one.route != key) continue;
      const Clock::time_point until{std::chrono::nanoseconds{one.until_ns}};
      route->quarantine.begin(until, one.recovered);
      logger_.warn("{}: in quarantine after crashes, answers 503; tried again in {} ms", route->describe(),
                   std::max<long>(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count(), 0));
    }
  }
}

Mistakes Server::open_listeners(transport::InheritedSockets& inherited) {
  Mistakes mistakes;
  for (const config::Listen& listen : configuration_.listen) {
    auto listener = take_or_open(inherited, listen, kListenKey);
    if (!listener) {
      const Mistakes more = listener.error();
      mistakes.insert(mistakes.end(), more.begin(), more.end());
      continue;
    }
    config::Listen actual = listen;
    actual.port = listener->port();
    addresses_.push_back(actual.to_string());
    listeners_.push_back(std::move(*listener));
  }
  const Mistakes more = start_admin(inherited);
  mistakes.insert(mistakes.end(), more.begin(), more.end());
  return mistakes;
}

// It answers while plugins come up, too: alive, but not ready.
Mistakes Server::start_admin(transport::InheritedSockets& inherited) {
  if (!configuration_.admin) return {};
  config::Listen address = *configuration_.admin;
  auto listener = take_or_open(inherited, address, kAdminKey);
  if (!listener) return listener.error();
  address.port = listener->port();
  admin_address_ = address.to_string();
  admin::HealthOptions health;
  health.loop_stuck =
      std::max<std::chrono::nanoseconds>(health.loop_stuck, 2 * configuration_.stall.rescue_running_after);
  auto started = admin::AdminServer::start(std::move(*listener), address.host, admin_source_, health);
  if (!started) {
    return {{ExitCode::unavailable,
             address.place,
             "can't serve " + admin_address_ + ": " + started.error().message(),
             {},
             {}}};
  }
  admin_ = std::move(*started);
  return {};
}

std::vector<admin::PluginView> Server::plugin_views() const {
  std::vector<admin::PluginView> views;
  for (const auto& [name, binding] : plugins_->bindings()) {
    admin::PluginView& view = views.emplace_back();
    view.name = name;
    view.disabled = binding.instance == nullptr;
    if (view.disabled) continue;
    const plugin::Report report = plugin::report(binding.instance->library());
    view.file = report.file.string();
    view.build = report.build;
    view.version = report.manifest.version;
    view.abi = std::to_string(report.manifest.abi_major) + '.' + std::to_string(report.manifest.abi_minor);
  }
  return views;
}

void Server::start_accepting() {
  for (const auto& loop : loops_) {
    sites_.push_back(call_on(*loop, [&] {
                       return std::make_unique<LoopSite>(*loop, *routes_, configuration_.limits, connection_limit_,
                                                         configuration_.proxies, reports(loop->index()), logger_);
                     }).get());
  }
  std::vector<transport::ConnectionSet*> sets;
  for (const auto& site : sites_) sets.push_back(&site->connections());
  dealer_.emplace(std::move(sets));
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    for (const transport::Listener& listener : listeners_) {
      const auto result = call_on(*loops_[i], [&] { return sites_[i]->listen(listener, *dealer_); }).get();
      if (!result) logger_.error("loop {} can't accept: {}", i, result.error().message());
    }
  }
}

dispatch::Snapshot Server::snapshot() const {
  dispatch::Snapshot snapshot;
  snapshot.dropped_lines = dropped_lines(logger_);
  if (access_log_) snapshot.lost_access_lines = access_log_->lost();
  const auto now = Clock::now();
  for (const auto& loop : loops_) snapshot.loops.push_back(dispatch::view_of(*loop, now));
  if (drivers_) snapshot.drivers = drivers_->threads();
  if (watchdog_) snapshot.stalls = watchdog_->counts();
  for (const auto& [name, pool] : pools_) snapshot.pools.push_back(dispatch::view_of(*pool, now));
  if (!routes_) return snapshot;
  for (const auto& route : routes_->routes()) snapshot.routes.push_back(dispatch::view_of(*route));
  for (const auto& site : sites_) {
    const dispatch::LoopFigures& figures = site->figures();
    for (std::size_t i = 0; i < snapshot.routes.size(); ++i) snapshot.routes[i].counts.add(figures.read(i));
    snapshot.unrouted.add(figures.read(dispatch::LoopFigures::kNoRoute));
  }
  return snapshot;
}

std::vector<std::future<void>> Server::ask_loops() {
  std::vector<std::future<void>> asked;
  for (const auto& loop : loops_) asked.push_back(call_on(*loop, [] {}));
  return asked;
}

void Server::on_each_site(void (*function)(LoopSite&)) {
  std::vector<std::future<void>> done;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    done.push_back(call_on(*loops_[i], [function, site = sites_[i].get()] { function(*site); }));
  }
  const auto until = Clock::now() + kLongestStop;
  for (auto& each : done) each.wait_until(until);
}

// All of them, before any connection is told to end: what one loop has accepted for another is on its way by
// then, and is served. A loop that is held by a plugin is not waited for longer than it takes to rescue it.
void Server::stop_accepting() {
  on_each_site([](LoopSite& site) { site.stop_accepting(); });
  listeners_.clear();  // who comes now is refused, unless another process has the socket too
}

void Server::retire() {
  admin_.reset();  // the process that takes over answers there
  stop_accepting();
  on_each_site([](LoopSite& site) { site.retire(); });
}

bool Server::connections_closed() const {
  return std::all_of(sites_.begin(), sites_.end(), [](const auto& site) { return site->connections_closed(); });
}

void Server::drain() {
  admin_source_.draining();
  stop_accepting();
  if (plugins_) plugins_->drain();
  on_each_site([](LoopSite& site) { site.drain(); });
}

bool Server::drained() const {
  const auto done = [](const auto& site) { return site->connections_closed() && site->quiet(); };
  return std::all_of(sites_.begin(), sites_.end(), done) && (!plugins_ || plugins_->quiet());
}

// Waits for the loops to do it: until then they may still begin a request.
bool Server::give_up(Clock::time_point until) {
  std::vector<std::future<void>> done;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    done.push_back(call_on(*loops_[i], [site = sites_[i].get()] { site->give_up(); }));
  }
  return std::all_of(done.begin(), done.end(),
                     [&](auto& each) { return each.wait_until(until) == std::future_status::ready; });
}

bool Server::wait_quiet(Clock::time_point until) const {
  const auto quiet = [this] {
    return std::all_of(sites_.begin(), sites_.end(), [](const auto& site) { return site->quiet(); }) &&
           (!plugins_ || plugins_->quiet());
  };
  while (!quiet()) {
    if (Clock::now() >= until) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

bool Server::stop(std::chrono::nanoseconds grace) {
  if (stopped_) return true;
  const auto until = Clock::now() + grace;
  drain();
  const bool quiet = give_up(until) && wait_quiet(until);
  if (quiet && plugins_) {  // nothing of them runs any more
    if (routes_) routes_->free_settings(plugins_->bindings());
    plugins_->shutdown();
  }
  const auto left = [&] { return std::max<std::chrono::nanoseconds>(until - Clock::now(), kLastWait); };
  bool ended = quiet;
  for (const auto& [name, pool] : pools_) ended = pool->stop(left()) && ended;
  for (const auto& loop : loops_) loop->stop();
  if (drivers_) ended = drivers_->wait_ended(left()) && ended;
  if (access_log_) access_log_->write_out(1s);
  stopped_ = ended;
  return ended;
}

}  // namespace siding::server
