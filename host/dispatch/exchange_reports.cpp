// The part of an exchange that tells of itself: in the access log, and in the fields of its answer.
#include <array>
#include <cstdio>

#include "dispatch/access_lane.hpp"
#include "dispatch/loop_dispatcher.hpp"
#include "dispatch/plugin_exchange.hpp"
#include "http/framing.hpp"

namespace siding::dispatch {

namespace {

// A request of which nothing was known yet has its place only.
std::uint64_t bytes_of(const http::Exchange& exchange, std::uint64_t streamed) {
  if (!exchange.sent || !http::has_content(exchange.request.method, exchange.answer->status)) return streamed;
  if (!exchange.answer->streamed) return exchange.answer->body.view().size();
  return streamed + exchange.piece.copied.size() + exchange.piece.borrowed.size();
}

double ms(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

bool PluginExchange::is_own_timeout(unsigned status) const {
  return status == 504 && cancelled() == SIDING_E_DEADLINE;
}

Outcome PluginExchange::outcome(unsigned status, const Marks& marks) const {
  if (!sent) return piece.broken ? Outcome::broken : Outcome::client_gone;
  if (given_to_plugin_) {
    if (is_own_timeout(status)) return Outcome::timed_out;
    const bool never_ran = marks.exact && marks.entered == Marks::Clock::time_point{};
    return never_ran && status == 503 ? Outcome::rejected : Outcome::ok;
  }
  if (status == 503) return Outcome::rejected;
  const bool unrouted = !route_ && (status == 404 || status == 405 || status == 204);
  return unrouted ? Outcome::no_route : Outcome::refused;
}

void PluginExchange::log_access(unsigned status) {
  AccessLane& lane = *dispatcher_.reports_.lane;
  AccessEntry entry;
  AccessEntry::Figures& figures = entry.figures;
  figures.id = named_id_.load(std::memory_order_relaxed);
  figures.route = route_;
  figures.head = head_at_;
  if (given_to_plugin_ && times().exact()) figures.marks = times().read();
  figures.bytes = bytes_of(*this, content_sent_);
  figures.status = static_cast<std::uint16_t>(status);
  figures.outcome = outcome(status, figures.marks);
  entry.method = request.method;
  entry.path = request.path;
  if (lane.with_query()) entry.query = request.query;
  entry.client = request.peer;
  entry.trace = trace_.view();
  lane.add(entry);
  trace_.clear();
}

void PluginExchange::decorate() {
  const std::string& field = dispatcher_.reports_.request_id_field;
  if (!field.empty()) http::append_field(*answer, field, id().view());
  if (!route_ || !route_->options.server_timing || !given_to_plugin_) return;
  const Phases phases = times().read().phases(scheduler::Clock::now());
  std::array<char, 96> text;
  const int size = std::snprintf(text.data(), text.size(), "queue;dur=%.3f, run;dur=%.3f, wait;dur=%.3f",
                                 ms(phases.queue), ms(phases.run), ms(phases.wait));
  http::append_field(*answer, "Server-Timing", {text.data(), static_cast<std::size_t>(size)});
}

void PluginExchange::tell_answered() {
  decorate();
  sink->answered(*this);
}

}  // namespace siding::dispatch
