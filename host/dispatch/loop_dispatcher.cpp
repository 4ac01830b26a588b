#include "dispatch/loop_dispatcher.hpp"

#include <random>
#include <string>
#include <utility>

#include "http/response.hpp"
#include "scheduler/whereabouts.hpp"

namespace siding::dispatch {

namespace {

PluginExchange& ours(http::Exchange& exchange) {
  return static_cast<PluginExchange&>(exchange);
}

// The upper half tells loops and processes apart, the lower half counts.
std::uint64_t first_id() {
  return std::uint64_t{std::random_device{}()} << 32;
}

}  // namespace

LoopDispatcher::LoopDispatcher(scheduler::EventLoop& loop, RouteTable& routes, Logger& logger, Reports reports)
    : loop_(loop),
      routes_(routes),
      logger_(logger),
      reports_(std::move(reports)),
      figures_(routes.routes().size()),
      next_id_(first_id()) {
  loop_.set_observer(this);
  if (CrashPage* const page = scheduler::Whereabouts::page()) {
    page->request_upper[loop.index() % CrashPage::kLoops].store(static_cast<std::uint32_t>(next_id_ >> 32));
  }
}

LoopDispatcher::~LoopDispatcher() {
  loop_.set_observer(nullptr);
}

http::Exchange& LoopDispatcher::open() {
  if (free_.empty()) {
    PluginExchange& made = exchanges_.emplace(*this, loop_);
    if (free_.capacity() < exchanges_.size()) free_.reserve(2 * exchanges_.size());  // recycle() never allocates
    free_.push_back(&made);
  }
  PluginExchange& exchange = *free_.back();
  free_.pop_back();
  open_.store(exchanges_.size() - free_.size(), std::memory_order_relaxed);
  exchange.open(++next_id_);
  return exchange;
}

void LoopDispatcher::cycle_ended(scheduler::Clock::time_point at) noexcept {
  figures_.cycle_ended(at);
  if (reports_.lane) reports_.lane->cycle_ended(at);
}

http::Admission LoopDispatcher::admit(http::Exchange& exchange) {
  PluginExchange& ex = ours(exchange);
  ex.head_at_ = loop_.now();
  if (reports_.lane) ex.trace_.adopt(ex.request, [this] { return reports_.lane->random(); });
  const http::Admission admission = decide(ex);
  if (admission.answered) ex.decorate();
  return admission;
}

http::Admission LoopDispatcher::decide(PluginExchange& ex) {
  const http::Request& request = ex.request;
  using routing::Outcome;
  switch (routes_.find(request.method, request.path, ex.match_)) {
    case Outcome::found:
      break;
    case Outcome::options:
      ex.response.status = 204;
      http::append_field(ex.response, "Allow", ex.match_.allow);
      return {.answered = true};
    case Outcome::method_not_allowed:
      ex.answer_now(405, "The methods here are " + std::string{ex.match_.allow} + ".");
      http::append_field(ex.response, "Allow", ex.match_.allow);
      return {.answered = true};
    case Outcome::not_found:
      ex.answer_now(404, "No route has this path.");
      return {.answered = true};
    case Outcome::bad_path:
      ex.answer_now(400, "the path holds an invalid percent-escape");
      return {.answered = true};
  }
  Route& route = routes_.at(ex.match_.route);
  ex.figures_ = &figures_.of(ex.match_.route);
  if (!route.plugin) {
    ex.answer_now(503, "the plugin of this route is disabled");
    return {.answered = true};
  }
  ex.route_ = &route;
  if (route.quarantine.active() && !try_quarantined(ex, route)) return {.answered = true};
  return {.answered = false, .body_limit = route.body_limit, .streamed = route.options.stream_body};
}

// False: it is answered.
bool LoopDispatcher::try_quarantined(PluginExchange& ex, Route& route) {
  ex.trial_ = route.quarantine.judge(loop_.now()) == Quarantine::Verdict::trial;
  if (ex.trial_) return true;
  route.rejections.count(Rejection::quarantined);
  http::make_problem(ex.response, 503, "the route is out of service after crashes", ex.request);
  http::append_field(ex.response, "Retry-After", std::to_string(route.quarantine.seconds_left(loop_.now())));
  return false;
}

void LoopDispatcher::end_trial(Route& route, bool was_one) {
  if (!was_one) return route.quarantine.try_later();
  route.quarantine.lift();
  logger_.warn("{}: a request was tried and did not crash: back from quarantine", route.describe());
}

void LoopDispatcher::start(http::Exchange& exchange) {
  PluginExchange& ex = ours(exchange);
  Route& route = *ex.route_;
  ex.counts_ = enter_route(route);
  if (!ex.counts_) {
    route.rejections.count(Rejection::in_flight);
    if (route.may_complain()) {
      logger_.warn("{}: max_in_flight of {} reached, answering 503", route.describe(), route.options.max_in_flight);
    }
    ex.answer_now(503, "the route has as many requests in flight as it may");
    return ex.tell_answered();
  }
  ex.run_on(route);
}

void LoopDispatcher::refuse(PluginExchange& ex, Rejection why) {
  ex.route_->rejections.count(why);
  if (ex.route_->may_complain()) {
    const auto* const text =
        why == Rejection::shedding ? "its calls hold every spare thread" : "the pool's queue is full";
    logger_.warn("{}: {} (pool {}), answering 503", ex.route_->describe(), text, ex.route_->options.pool);
  }
  ex.answer_now(503, {});
  ex.tell_answered();
}

void LoopDispatcher::abandon(http::Exchange& exchange, http::Abandoned) {
  ours(exchange).abandon();
}

void LoopDispatcher::close(http::Exchange& exchange) {
  ours(exchange).close();
}

bool LoopDispatcher::content(http::Exchange& exchange) {
  return ours(exchange).take_content();
}

void LoopDispatcher::content_ended(http::Exchange& exchange) {
  ours(exchange).inflow().ended();
}

void LoopDispatcher::content_failed(http::Exchange& exchange, const http::Refusal& refusal) {
  ours(exchange).content_failed(refusal);
}

void LoopDispatcher::refill(http::Exchange& exchange) {
  ours(exchange).refill();
}

void LoopDispatcher::shrink() {
  for (PluginExchange* const exchange : free_) exchange->shrink();
}

void LoopDispatcher::drain() {
  draining_ = true;
  exchanges_.for_each([](PluginExchange& exchange) { exchange.tell_draining(); });
}

void LoopDispatcher::cancel_all(std::int32_t reason) {
  exchanges_.for_each([reason](PluginExchange& exchange) {
    if (exchange.given_to_plugin_) exchange.cancel(reason);
  });
}

void LoopDispatcher::recycle(PluginExchange& exchange) {
  if (std::exchange(exchange.counts_, false)) leave_route(*exchange.route_);
  if (std::exchange(exchange.trial_, false)) end_trial(*exchange.route_, exchange.given_to_plugin_);
  if (std::exchange(exchange.given_to_plugin_, false)) exchange.figures_->ended();
  exchange.clear();
  free_.push_back(&exchange);
  open_.store(exchanges_.size() - free_.size(), std::memory_order_release);
}

bool LoopDispatcher::enter_route(Route& route) {
  if (route.options.max_in_flight == 0) return true;
  if (route.in_flight.fetch_add(1, std::memory_order_relaxed) < route.options.max_in_flight) return true;
  route.in_flight.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void LoopDispatcher::leave_route(Route& route) {
  if (route.options.max_in_flight != 0) route.in_flight.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace siding::dispatch
