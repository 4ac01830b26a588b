// connection_set.hpp - the connections of one event loop.
//
// Owner:   Server, one per loop; made before the loop is driven, destroyed after
//          it is driven no more and before the service.
// Threads: hand_over() any; everything else the loop's driver.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "http/exchange.hpp"
#include "scheduler/call.hpp"
#include "scheduler/event_loop.hpp"
#include "transport/connection.hpp"
#include "transport/connection_limit.hpp"
#include "transport/options.hpp"

namespace siding::transport {

class ConnectionSet final : private ConnectionOwner, private scheduler::Call {
 public:
  ConnectionSet(scheduler::EventLoop& loop, http::Service& service, const Limits& limits, ConnectionLimit& limit);
  ~ConnectionSet();

  scheduler::EventLoop& loop() { return shared_.loop; }

  // Takes a connected, non-blocking socket and serves it; closes it when there are too many.
  void adopt(int fd);
  void hand_over(int fd);  // adopt(), from another thread

  // Closes what is idle, lets the rest answer what has begun, with `Connection:
  // close`. `empty` is called once, when no connection is left; perhaps at once.
  void drain(std::function<void()> empty);
  // Closes all; whatever runs is abandoned.
  void close_all();

  std::size_t size() const { return connections_.size(); }

 private:
  void run() noexcept override;  // takes what was handed over
  void on_finished(Connection& connection) noexcept override;
  void do_adopt(int fd, ConnectionLimit::Verdict verdict);
  void report_empty();

  const Limits limits_;
  ConnectionLimit& limit_;
  Shared shared_;
  std::vector<std::unique_ptr<Connection>> connections_;
  bool draining_ = false;
  std::function<void()> empty_;

  std::mutex handed_mutex_;
  std::vector<int> handed_;  // guarded by handed_mutex_
};

}  // namespace siding::transport
