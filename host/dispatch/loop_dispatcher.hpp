// loop_dispatcher.hpp - decides what answers the requests of one loop.
//
// Owner:   Server, one per loop. Users: the loop's connections, as http::Service.
// Threads: the loop's driver; logger() any.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "dispatch/access_lane.hpp"
#include "dispatch/loop_figures.hpp"
#include "dispatch/plugin_exchange.hpp"
#include "dispatch/route_table.hpp"
#include "dispatch/slabs.hpp"
#include "http/exchange.hpp"
#include "scheduler/event_loop.hpp"

namespace siding::dispatch {

// What is told of requests, beside counting them.
struct Reports {
  AccessLane* lane = nullptr;    // null: there is no access log
  std::string request_id_field;  // of each response; empty: none
};

class LoopDispatcher final : public http::Service, private scheduler::CycleObserver {
 public:
  // All of them outlive the dispatcher. Before the loop is driven, or on its driver.
  LoopDispatcher(scheduler::EventLoop& loop, RouteTable& routes, Logger& logger, Reports reports = {});
  ~LoopDispatcher();

  http::Exchange& open() override;
  http::Admission admit(http::Exchange& exchange) override;
  void start(http::Exchange& exchange) override;
  void abandon(http::Exchange& exchange, http::Abandoned why) override;
  void close(http::Exchange& exchange) override;
  bool content(http::Exchange& exchange) override;
  void content_ended(http::Exchange& exchange) override;
  void content_failed(http::Exchange& exchange, const http::Refusal& refusal) override;
  void refill(http::Exchange& exchange) override;
  void shrink() override;

  // Tells those that stream their response, also later ones, that they should come to an end. [driver]
  void drain();
  bool draining() const { return draining_; }
  // Tells every running handler why it should give up. [driver]
  void cancel_all(std::int32_t reason);
  // Requests that the transport or a plugin still holds. From any thread.
  std::size_t open_exchanges() const { return open_.load(std::memory_order_acquire); }

  // What its requests came to. read() from any thread.
  const LoopFigures& figures() const { return figures_; }

  Logger& logger() const { return logger_; }

 private:
  friend class PluginExchange;
  void cycle_ended(scheduler::Clock::time_point at) noexcept override;
  http::Admission decide(PluginExchange& exchange);
  void recycle(PluginExchange& exchange);
  void refuse(PluginExchange& exchange, Rejection why);  // 503 without the plugin
  bool try_quarantined(PluginExchange& exchange, Route& route);
  void end_trial(Route& route, bool was_one);
  bool enter_route(Route& route);
  void leave_route(Route& route);

  scheduler::EventLoop& loop_;
  RouteTable& routes_;
  Logger& logger_;
  const Reports reports_;
  LoopFigures figures_;
  std::uint64_t next_id_;
  Slabs<PluginExchange> exchanges_;
  std::vector<PluginExchange*> free_;
  bool draining_ = false;
  std::atomic<std::size_t> open_{0};  // written by the driver alone
};

}  // namespace siding::dispatch
