#include "server/loop_site.hpp"

#include <utility>

namespace siding::server {

LoopSite::LoopSite(scheduler::EventLoop& loop, dispatch::RouteTable& routes, const transport::Limits& limits,
                   transport::ConnectionLimit& limit, const http::TrustedProxies& proxies, dispatch::Reports reports,
                   Logger& logger)
    : dispatcher_(loop, routes, logger, std::move(reports)),
      connections_(loop, dispatcher_, limits, limit, proxies),
      loop_(loop) {}

Result<void> LoopSite::listen(const transport::Listener& listener, transport::Dealer& dealer) {
  return acceptors_.emplace_back(std::make_unique<transport::Acceptor>(loop_, dealer))->start(listener);
}

void LoopSite::stop_accepting() {
  for (const auto& acceptor : acceptors_) acceptor->finish();
}

void LoopSite::retire() {
  dispatcher_.drain();
  connections_.retire([this] { connections_closed_.store(true, std::memory_order_release); });
}

void LoopSite::drain() {
  for (const auto& acceptor : acceptors_) acceptor->stop();
  dispatcher_.drain();
  connections_.drain([this] { connections_closed_.store(true, std::memory_order_release); });
}

void LoopSite::give_up() {
  dispatcher_.cancel_all(SIDING_E_DRAINING);
  connections_.close_all();
}

}  // namespace siding::server
