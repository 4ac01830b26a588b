// admin_server.hpp - the listener for operators: its own thread, its own few connections.
//
// Loops and pools may be as busy or stuck as they like: this is answered. Owner: Server.
// Threads: made and destroyed by the main thread.
// Bounds:  64 connections, 10 s for anything that a client has to do.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "admin/admin_service.hpp"
#include "base/result.hpp"
#include "scheduler/event_loop.hpp"
#include "transport/acceptor.hpp"
#include "transport/connection_limit.hpp"
#include "transport/connection_set.hpp"
#include "transport/dealer.hpp"
#include "transport/listener.hpp"

namespace siding::admin {

class AdminServer {
 public:
  // Answers from now on. `bound` is the address without its port. `source` outlives it. Fails as dup(2) does.
  static Result<std::unique_ptr<AdminServer>> start(transport::Listener listener, const std::string& bound,
                                                    const Source& source, const HealthOptions& health);
  ~AdminServer();

 private:
  AdminServer(transport::Listener listener, const std::string& bound, const Source& source,
              const HealthOptions& health);

  transport::Listener listener_;
  scheduler::EventLoop loop_{0, false};
  AdminService service_;
  transport::Limits limits_;
  transport::ConnectionLimit connection_limit_;
  transport::ConnectionSet connections_;
  transport::Dealer dealer_;
  transport::Acceptor acceptor_;
  std::thread thread_;
};

}  // namespace siding::admin
