// loop_site.hpp - one event loop with everything that lives on it.
//
// Owner:   Server, one per loop. Made before the loop is driven, destroyed after
//          it is driven no more; members in start order.
// Threads: as tagged.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <type_traits>
#include <vector>

#include "base/log.hpp"
#include "dispatch/loop_dispatcher.hpp"
#include "scheduler/event_loop.hpp"
#include "transport/acceptor.hpp"
#include "transport/connection_set.hpp"
#include "transport/listener.hpp"

namespace siding::server {

class LoopSite {
 public:
  LoopSite(scheduler::EventLoop& loop, dispatch::RouteTable& routes, const transport::Limits& limits,
           transport::ConnectionLimit& limit, const http::TrustedProxies& proxies, dispatch::Reports reports,
           Logger& logger);

  transport::ConnectionSet& connections() { return connections_; }
  const dispatch::LoopFigures& figures() const { return dispatcher_.figures(); }

  // Accepts from the listener. On the driver.
  Result<void> listen(const transport::Listener& listener, transport::Dealer& dealer);

  void stop_accepting();  // [driver]
  void retire();          // connections end with their next answer [driver]
  void drain();           // no more accepts; what has begun is answered [driver]
  void give_up();         // handlers are cancelled, connections closed [driver]
  bool connections_closed() const {
    return connections_closed_.load(std::memory_order_acquire);
  }  // after retire() or drain()
  bool quiet() const { return dispatcher_.open_exchanges() == 0; }

 private:
  dispatch::LoopDispatcher dispatcher_;
  transport::ConnectionSet connections_;
  std::vector<std::unique_ptr<transport::Acceptor>> acceptors_;
  scheduler::EventLoop& loop_;
  std::atomic<bool> connections_closed_{false};
};

// Runs `function()` on the loop's driver; the future brings its result.
template <class F>
auto call_on(scheduler::EventLoop& loop, F function) {
  using R = std::invoke_result_t<F&>;
  struct Once final : scheduler::Call {
    explicit Once(F f) : task(std::move(f)) {}
    void run() noexcept override {
      const std::unique_ptr<Once> self(this);
      task();
    }
    std::packaged_task<R()> task;
  };
  auto once = std::make_unique<Once>(std::move(function));
  auto result = once->task.get_future();
  loop.post(*once.release());
  return result;
}

}  // namespace siding::server
