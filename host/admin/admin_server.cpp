#include "admin/admin_server.hpp"

#include <pthread.h>

#include <utility>

namespace siding::admin {

namespace {

using namespace std::chrono_literals;

transport::Limits admin_limits() {
  transport::Limits limits;
  limits.header_timeout = limits.body_timeout = limits.write_timeout = 10s;
  limits.connections = limits.connections_per_address = 64;
  return limits;
}

}  // namespace

AdminServer::AdminServer(transport::Listener listener, const std::string& bound, const Source& source,
                         const HealthOptions& health)
    : listener_(std::move(listener)),
      service_(loop_, source, health, bound),
      limits_(admin_limits()),
      connection_limit_(limits_),
      connections_(loop_, service_, limits_, connection_limit_),
      dealer_({&connections_}),
      acceptor_(loop_, dealer_) {}

Result<std::unique_ptr<AdminServer>> AdminServer::start(transport::Listener listener, const std::string& bound,
                                                        const Source& source, const HealthOptions& health) {
  std::unique_ptr<AdminServer> server(new AdminServer(std::move(listener), bound, source, health));
  if (const auto accepts = server->acceptor_.start(server->listener_); !accepts) return accepts.error();
  server->thread_ = std::thread([loop = &server->loop_] { loop->drive(); });
  ::pthread_setname_np(server->thread_.native_handle(), "siding admin");
  return server;
}

AdminServer::~AdminServer() {
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace siding::admin
