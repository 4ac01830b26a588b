// The part of an exchange that takes content in pieces, both ways.
#include <utility>

#include "dispatch/loop_dispatcher.hpp"
#include "dispatch/plugin_exchange.hpp"
#include "http/framing.hpp"

namespace siding::dispatch {

// ---- the plugin's side -----------------------------------------------------------

std::int32_t PluginExchange::begin(std::uint16_t generation, const siding_response& head, std::uint64_t length) {
  std::int32_t refusal = 0;
  if (!take_answer(generation, refusal)) return refusal;
  const char* const wrong = head.body.size != 0 ? "it has a body, which begin does not take" : try_stage(head);
  if (wrong) {
    dispatcher_.logger().error("{}: request {}: the response can't be begun: {}", route_->describe(), id().view(),
                               wrong);
    staged_.clear();
    give_answer(Answer::open);
    return SIDING_E_INVALID;
  }
  staged_.streamed = true;
  if (length != SIDING_LENGTH_UNKNOWN) staged_.length = length;
  const bool bare = !http::has_content(request.method, staged_.status);
  if (bare) outflow().fail(SIDING_E_GONE);
  give_answer(Answer::begun);
  outflow().begin(length);  // from here on the driver takes staged_
  if (bare) cancel(SIDING_E_GONE);
  attend_soon();
  return SIDING_OK;
}

std::int32_t PluginExchange::finish(std::uint16_t generation) {
  if (!claim(generation, Answer::begun)) {
    dispatcher_.logger().error("{}: finish without begin, or after the end",
                               current_generation(generation) ? route_->describe() : std::string{"a plugin"});
    return SIDING_E_INVALID;
  }
  const std::int32_t result = outflow_.finish();
  if (result == SIDING_E_INVALID) {
    give_answer(Answer::begun);
    return result;
  }
  if (result == SIDING_E_CONTENT) {
    dispatcher_.logger().error("{}: request {}: the response ended before the length that it had declared",
                               route_->describe(), id().view());
  }
  give_answer(Answer::given);
  return result;
}

// fail() on a response that has begun.
std::int32_t PluginExchange::abort(std::string_view text) {
  const bool told = cancelled() != 0;
  dispatcher_.logger().log(told ? spdlog::level::debug : spdlog::level::err,
                           "{}: request {} gave its response up half-way: {}", route_->describe(), id().view(), text);
  outflow_.abort();
  give_answer(Answer::given);
  return SIDING_OK;
}

// ---- the driver's side -----------------------------------------------------------

void PluginExchange::deliver_head() {
  head_delivered_ = true;
  if (!awaited_) return staged_.clear();  // answered without the plugin, or nobody there
  awaited_ = false;
  if (outflow_.broken()) {  // it was given up before anything of it was sent
    outflow_.fail(SIDING_E_CANCELLED);
    staged_.clear();
    answer_now(500, {});
    return tell_answered();
  }
  streaming_ = true;
  answer = &staged_;
  if (dispatcher_.draining()) cancel(SIDING_E_DRAINING);
  tell_answered();
}

// Brings on what can move.
void PluginExchange::pump() {
  if (!sink || closed_) return;
  if (content_follows && inflow_.take_wish()) sink->wants_content(*this);
  if (streaming_ && outflow_.fill(piece)) sink->piece_ready(*this);
}

void PluginExchange::refill() {
  content_sent_ += piece.copied.size() + piece.borrowed.size();
  outflow_.sent();
  piece.copied.clear();
  piece.borrowed = {};
  outflow_.fill(piece);
}

bool PluginExchange::take_content() {
  if (awaited_) start_deadline();  // while the client sends, the handler does not dawdle
  return inflow_.arrived(request.content);
}

void PluginExchange::content_failed(const http::Refusal& refusal) {
  fail_streams(SIDING_E_CONTENT);
  cancel(SIDING_E_CONTENT);
  if (awaited_) {
    awaited_ = false;
    answer_now(refusal.status, refusal.reason);
    tell_answered();
  } else if (streaming_) {
    piece.borrowed = {};
    piece.broken = true;
    sink->piece_ready(*this);
  }
}

void PluginExchange::fail_streams(std::int32_t reason) {
  inflow().fail(reason);
  outflow().fail(reason);
}

void PluginExchange::tell_draining() {
  if (streaming_) cancel(SIDING_E_DRAINING);
}

}  // namespace siding::dispatch
