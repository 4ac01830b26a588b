// server.hpp - the composition root: builds every part, starts and stops them.
//
// Owner:   `siding serve`, or a test; two of them live in one process happily.
// Threads: the main thread. Members are declared in start order, so destruction
//          is the stop order.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin/admin_server.hpp"
#include "base/log.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"
#include "config/configuration.hpp"
#include "dispatch/access_log.hpp"
#include "dispatch/route_table.hpp"
#include "dispatch/snapshot.hpp"
#include "dispatch/stall_log.hpp"
#include "scheduler/drivers.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/ring.hpp"
#include "scheduler/watchdog.hpp"
#include "server/admin_source.hpp"
#include "server/loop_site.hpp"
#include "server/plugin_set.hpp"
#include "transport/connection_limit.hpp"
#include "transport/dealer.hpp"
#include "transport/listener.hpp"

namespace siding::server {

class Server {
 public:
  // Starts loops and pools, loads the plugins, binds the routes, listens.
  // Everything that is wrong is reported at once, as far as it can be seen.
  // Addresses that are inherited are not opened.
  static Result<std::unique_ptr<Server>, Mistakes> start(
      config::Configuration configuration, Logger& logger, transport::InheritedSockets inherited = {},
      const std::function<void(const Server&)>& before_accepting = [](const Server&) {});
  ~Server();  // stop(), however long it takes

  // "127.0.0.1:8080", with the actual ports.
  const std::vector<std::string>& addresses() const { return addresses_; }
  std::size_t loop_count() const { return loops_.size(); }
  std::span<const std::unique_ptr<dispatch::Route>> routes() const { return routes_->routes(); }

  // Where the admin listener is, with its actual port; empty when there is none.
  const std::string& admin_address() const { return admin_address_; }

  // What everything is doing, and the last stalls. From any thread.
  dispatch::Snapshot snapshot() const;
  std::vector<dispatch::StallRecord> stalls() const { return stall_log_.history().recent(); }

  // Opens the file of the access log again.
  void reopen_logs();

  // Each is done when that loop has taken it up: whether it drives.
  std::vector<std::future<void>> ask_loops();

  // Stops accepting, since another process accepts from the same sockets. Connections end with their next
  // answer; who waits may ask once more. Ask connections_closed(); drain() follows.
  void retire();
  bool connections_closed() const;

  // Stops accepting; what has begun is answered. Returns when all loops know: ask drained().
  void drain();
  bool drained() const;

  // Ends everything: whatever still runs is cancelled and has `grace` to come
  // back. False: a plugin does not let go of a thread. Then only the end of the
  // process helps, without destructors: _exit().
  bool stop(std::chrono::nanoseconds grace);

 private:
  Server(config::Configuration configuration, Logger& logger);

  void start_loops();
  std::unique_ptr<scheduler::Ring> open_ring();
  Mistakes bind_routes();
  Mistakes open_access_log();
  dispatch::Reports reports(std::size_t loop);
  void quarantine_routes();
  Mistakes open_listeners(transport::InheritedSockets& inherited);
  Mistakes start_admin(transport::InheritedSockets& inherited);
  void stop_accepting();
  void on_each_site(void (*function)(LoopSite&));  // waits a while for all
  std::vector<admin::PluginView> plugin_views() const;
  void start_accepting();
  bool give_up(std::chrono::steady_clock::time_point until);
  bool wait_quiet(std::chrono::steady_clock::time_point until) const;

  const config::Configuration configuration_;
  Logger& logger_;
  bool rings_wanted_;
  dispatch::StallLog stall_log_;
  dispatch::Pools pools_;
  std::vector<std::unique_ptr<scheduler::EventLoop>> loops_;
  dispatch::HostParts parts_;
  std::optional<PluginSet> plugins_;
  std::optional<dispatch::RouteTable> routes_;
  std::unique_ptr<dispatch::AccessLog> access_log_;  // null: there is none
  std::vector<transport::Listener> listeners_;
  std::vector<std::string> addresses_;
  transport::ConnectionLimit connection_limit_;
  std::vector<std::unique_ptr<LoopSite>> sites_;
  std::optional<transport::Dealer> dealer_;
  std::optional<scheduler::Drivers> drivers_;
  std::optional<scheduler::Watchdog> watchdog_;
  bool stopped_ = false;
  AdminSource admin_source_{*this, configuration_};
  std::string admin_address_;
  std::unique_ptr<admin::AdminServer> admin_;  // null: not configured. The last to start, and the first to end
};

}  // namespace siding::server
