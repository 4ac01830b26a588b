// loops_alive.hpp - whether every event loop goes on: what a service manager's watchdog is fed by.
//
// Owner: `siding serve`, beside the server. Threads: the main thread.
#pragma once

#include <future>
#include <vector>

#include "server/server.hpp"

namespace siding::server {

class LoopsAlive {
 public:
  explicit LoopsAlive(Server& server) : server_(server) {}

  // Since the question before this one, each loop has done what it was asked; then they are asked again.
  bool all_have_driven();

 private:
  Server& server_;
  std::vector<std::future<void>> asked_;
};

}  // namespace siding::server
