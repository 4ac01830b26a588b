// admin_service.hpp - answers requests of the admin listener: GET and HEAD, from names that may.
//
// Owner:   AdminServer. Threads: its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "admin/pages.hpp"
#include "http/exchange.hpp"
#include "scheduler/event_loop.hpp"

namespace siding::admin {

class AdminService final : public http::Service, private scheduler::Timer {
 public:
  // `bound` is the address that is listened to. Before the loop is driven.
  AdminService(scheduler::EventLoop& loop, const Source& source, const HealthOptions& health, std::string bound);
  ~AdminService();

  http::Exchange& open() override;
  http::Admission admit(http::Exchange& exchange) override;
  void start(http::Exchange&) override {}  // everything is answered when it is admitted
  void abandon(http::Exchange& exchange, http::Abandoned) override { close(exchange); }
  void close(http::Exchange& exchange) override;

 private:
  struct AdminExchange final : http::Exchange {};

  void answer(const http::Request& request, http::Response& response) const;
  void expired() noexcept override;

  scheduler::EventLoop& loop_;
  const Source& source_;
  const HealthOptions health_;
  const std::string bound_;
  Recent recent_;
  Pages pages_;
  std::vector<std::unique_ptr<AdminExchange>> exchanges_;
  std::vector<AdminExchange*> free_;
};

}  // namespace siding::admin
