// test_host.hpp - loop, pool, scripted plugin, routes and dispatcher: all but the transport.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "dispatch/loop_dispatcher.hpp"
#include "dispatch/plugin_host.hpp"
#include "dispatch/route_table.hpp"
#include "unit/dispatch/log_lines.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/scripted_plugin.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/pool.hpp"

namespace siding::test {

struct ScriptedRoute {
  std::string path = "/";
  Mode mode = Mode::offload;
  Script start;
  std::chrono::nanoseconds timeout{};  // none
  unsigned max_in_flight = 0;
  bool stream_body = false;
};

class TestHost {
 public:
  explicit TestHost(std::deque<ScriptedRoute> routes, const scheduler::PoolOptions& pool = pool_of(2, 8));
  explicit TestHost(Mode mode, Script start) : TestHost(one_route(mode, std::move(start))) {}
  ~TestHost();  // tells all that runs that the host drains, and waits for it

  DrivenLoop& driven() { return driven_; }
  dispatch::LoopDispatcher& dispatcher() { return *dispatcher_; }
  dispatch::PluginHost& plugin() { return *plugin_; }
  const siding_host* host() { return &*plugin_; }
  scheduler::WorkerPool& pool() { return *pools_.begin()->second; }
  dispatch::Route& route(std::uint32_t index = 0) { return routes_->at(index); }
  LogLines& log() { return log_; }

  void run(Function function) { driven_.run(std::move(function)); }
  void cancel_all(std::int32_t reason);
  // No exchange is with the transport or with the plugin.
  void wait_until_recycled();
  bool recycled() { return dispatcher_->open_exchanges() == 0; }

 private:
  static std::deque<ScriptedRoute> one_route(Mode mode, Script start);
  dispatch::RouteTable build_routes();

  LogLines log_;
  std::deque<ScriptedRoute> scripts_;
  dispatch::Pools pools_;
  DrivenLoop driven_;
  dispatch::HostParts parts_;
  std::optional<dispatch::PluginHost> plugin_;
  std::unique_ptr<plugin::PluginInstance> instance_;
  dispatch::PluginBindings bindings_;
  std::optional<dispatch::RouteTable> routes_;
  std::optional<dispatch::LoopDispatcher> dispatcher_;
};

}  // namespace siding::test
