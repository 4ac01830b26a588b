#include "admin/admin_service.hpp"

#include <exception>
#include <utility>

#include "admin/host_guard.hpp"

namespace siding::admin {

AdminService::AdminService(scheduler::EventLoop& loop, const Source& source, const HealthOptions& health,
                           std::string bound)
    : loop_(loop),
      source_(source),
      health_(health),
      bound_(std::move(bound)),
      recent_(scheduler::Clock::now()),
      pages_(source_, health_, recent_) {
  loop_.arm(*this, scheduler::Clock::now() + Recent::kStep);
}

AdminService::~AdminService() {
  loop_.disarm(*this);
}

void AdminService::expired() noexcept {
  recent_.keep(source_.snapshot(), loop_.now());
  loop_.arm(*this, loop_.now() + Recent::kStep);
}

http::Exchange& AdminService::open() {
  if (free_.empty()) {
    exchanges_.push_back(std::make_unique<AdminExchange>());
    free_.reserve(exchanges_.capacity());  // close() never allocates
    free_.push_back(exchanges_.back().get());
  }
  AdminExchange& exchange = *free_.back();
  free_.pop_back();
  return exchange;
}

void AdminService::close(http::Exchange& exchange) {
  exchange.request.clear();
  exchange.response.clear();
  free_.push_back(static_cast<AdminExchange*>(&exchange));
}

http::Admission AdminService::admit(http::Exchange& exchange) {
  try {
    answer(exchange.request, exchange.response);
  } catch (const std::exception&) {
    http::make_problem(exchange.response, 500, {}, exchange.request);
  }
  return {.answered = true};
}

void AdminService::answer(const http::Request& request, http::Response& response) const {
  const bool of_this_server = request.target.starts_with('/');  // and not what a proxy would be asked
  if (!of_this_server || !is_allowed_host(request.field("Host"), bound_)) {
    return http::make_problem(response, 421, "Names are refused here, but for localhost: use the address.", request);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    http::make_problem(response, 405, "Nothing can be changed here.", request);
    http::append_field(response, "Allow", "GET, HEAD");
    return;
  }
  if (!pages_.answer(request, response)) {
    http::make_problem(
        response, 404,
        "There are /, /livez, /readyz, /metrics, /routes, /plugins, /stalls, /config, /advice and /status.", request);
  }
}

}  // namespace siding::admin
