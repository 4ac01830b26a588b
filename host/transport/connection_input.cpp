// The input of a Connection: from received bytes to exchanges.
#include <algorithm>
#include <utility>

#include "http/method.hpp"
#include "http/response.hpp"
#include "transport/connection.hpp"

namespace siding::transport {
namespace {

constexpr std::size_t kHeadRead = 16 << 10;      // bytes of one read while heads are expected
constexpr int kContentReads = 4;                 // reads in a row while content flows
constexpr std::uint64_t kSkipped = 64 << 10;     // bytes of unwanted content that are read, to keep the connection
constexpr std::size_t kLingerBytes = 16u << 20;  // thrown away after the last answer

}  // namespace

void Connection::do_receive() {
  const bool bulk = lingering_ || reader_.in_content();
  const std::span<char> space{shared_.space.data(), bulk ? shared_.space.size() : kHeadRead};
  for (int reads = bulk ? kContentReads : 1; reads > 0 && wants_input(); --reads) {
    const Transfer received = socket_.receive(space);
    if (received.error != 0) {
      if (!received.blocked()) lose(http::Abandoned::client_gone);
      return;
    }
    if (received.bytes == 0) {
      input_ended_ = true;
      return;
    }
    on_received({space.data(), received.bytes});
    if (received.bytes < space.size()) return;
  }
}

void Connection::on_received(std::string_view bytes) {
  if (lingering_) {
    lingered_ += bytes.size();
    if (lingered_ > kLingerBytes) lose(http::Abandoned::client_gone);
    return;
  }
  if (reader_.in_content()) received_ += bytes.size();
  std::string& kept = reader_.kept();
  if (kept.empty()) {
    do_parse(bytes);
    if (!bytes.empty()) kept.assign(bytes);
  } else {
    kept.append(bytes);
    do_resume();
  }
}

bool Connection::may_parse() const {
  if (refused_) return false;
  if (reader_.in_content()) return !held_back();
  return !requests_end_ && exchanges_.may_open();
}

// Content is not read on while nobody takes it.
bool Connection::held_back() const {
  if (exchanges_.empty() || !exchanges_.back().feeding) return false;
  return exchanges_.back().full || exchanges_.back().stage == Stage::waiting;
}

bool Connection::wants_input() const {
  return !input_ended_ && !lost_ && (lingering_ || may_parse());
}

void Connection::do_parse(std::string_view& input) {
  while (!input.empty() && may_parse()) {
    const auto step = reader_.next(input);
    on_content();
    switch (step) {
      case RequestReader::Step::starved:
        return;
      case RequestReader::Step::head:
        on_head(!input.empty());
        break;
      case RequestReader::Step::complete:
        on_complete();
        break;
      case RequestReader::Step::skipped:
        break;
      case RequestReader::Step::refused:
        refuse(reader_.refusal());
        break;
    }
  }
}

void Connection::on_head(bool more_follows) {
  progress_ = true;
  Slot& slot = open_slot();
  http::Exchange& exchange = *slot.exchange;
  http::Head head;
  const bool readable = reader_.read_head(exchange.request, head);
  if (!readable && (reader_.refusal().close || draining_)) return refuse(reader_.refusal());
  slot.safe = http::is_safe(exchange.request.method);
  if (proxied_) exchange.request.peer = http::client_of(exchange.request, shared_.proxies, peer_);
  if (!readable) {
    http::make_problem(exchange.response, reader_.refusal().status, reader_.refusal().reason, exchange.request);
    return exchanges_.answered(exchange);
  }
  if (!head.keep_alive || draining_) end_requests();
  admit(slot, head, more_follows);
}

void Connection::admit(Slot& slot, const http::Head& head, bool more_follows) {
  const http::Admission admission = shared_.service.admit(*slot.exchange);
  slot.small = head.framing == http::Framing::length && head.content_length <= kSkipped;
  if (admission.answered) {
    slot.expects = head.expect_continue;
    leave_content(slot);
    return exchanges_.answered(*slot.exchange);
  }
  if (head.content_length > admission.body_limit) {
    return refuse({.status = 413, .reason = "The content is too large."});
  }
  reader_.accept_content(admission.body_limit);
  if (!reader_.in_content()) return on_complete();
  const bool waits = head.expect_continue && !more_follows;
  if (!admission.streamed) {
    slot.continue_due = waits;
    return;
  }
  slot.expects = slot.full = waits;
  feed(slot);
}

// The request starts now, its content goes to the service as it comes.
void Connection::feed(Slot& slot) {
  slot.feeding = slot.exchange->content_follows = true;
  slot.stage = Stage::waiting;
  do_start();
}

void Connection::on_content() {
  if (exchanges_.empty() || !exchanges_.back().feeding) return;
  Slot& slot = exchanges_.back();
  if (!slot.exchange->request.content.empty()) slot.full = !shared_.service.content(*slot.exchange);
}

// The answer is there before the content. A client that expects 100 (Continue)
// may or may not send it now, so what follows could not be told apart.
void Connection::leave_content(Slot& slot) {
  slot.feeding = false;
  if (!reader_.in_content()) return;
  if (slot.small && !slot.expects) return reader_.skip_content();
  slot.close = requests_end_ = refused_ = true;
}

void Connection::on_complete() {
  Slot& slot = exchanges_.back();
  if (std::exchange(slot.feeding, false)) return shared_.service.content_ended(*slot.exchange);
  http::Request& request = slot.exchange->request;
  request.body = request.content;
  slot.stage = Stage::waiting;
  slot.continue_due = false;
  do_start();
}

bool Connection::do_start() {
  if (!exchanges_.may_start()) return false;
  Slot& slot = exchanges_.back();
  slot.stage = Stage::running;
  shared_.service.start(*slot.exchange);  // the answer may come before it returns
  return true;
}

// Goes on with what was put off. True when there may be something to send.
bool Connection::do_resume() {
  bool moved = do_start();
  std::string& kept = reader_.kept();
  std::string_view rest = kept;
  do_parse(rest);
  moved |= rest.size() < kept.size();
  kept.erase(0, kept.size() - rest.size());
  if (kept.empty()) std::string{}.swap(kept);
  return do_end_input() || moved;
}

// The client has ended its side: everything complete is answered, the rest is an error.
bool Connection::do_end_input() {
  if (!input_ended_ || !may_parse()) return false;
  if (!reader_.in_content() && reader_.kept().empty()) {
    requests_end_ = true;
    return false;
  }
  refuse({.status = 400, .reason = "The request ends early."});
  return true;
}

Slot& Connection::open_slot() {
  http::Exchange& exchange = shared_.service.open();
  exchange.sink = this;
  exchange.request.peer = peer_;
  return exchanges_.push(exchange);
}

// Answers with an error, the last answer of this connection.
void Connection::refuse(const http::Refusal& refusal) {
  if (!exchanges_.empty() && exchanges_.back().feeding) return refuse_content(refusal);
  const bool begun = !exchanges_.empty() && exchanges_.back().stage == Stage::receiving;
  const bool answered_already = reader_.in_content() && !begun;  // content that is being skipped
  requests_end_ = refused_ = true;
  if (answered_already) return;
  Slot& slot = begun ? exchanges_.back() : open_slot();
  http::Exchange& exchange = *slot.exchange;
  slot.close = true;
  if (exchange.request.method.empty() && reader_.is_to_head()) exchange.request.method = "HEAD";
  http::make_problem(exchange.response, refusal.status, refusal.reason, exchange.request);
  exchanges_.answered(exchange);
}

// The same in the midst of content that goes to the service.
void Connection::refuse_content(const http::Refusal& refusal) {
  Slot& slot = exchanges_.back();
  requests_end_ = refused_ = slot.close = true;
  slot.feeding = false;
  if (slot.stage == Stage::answered) return;
  if (slot.stage != Stage::waiting) return shared_.service.content_failed(*slot.exchange, refusal);
  http::make_problem(slot.exchange->response, refusal.status, refusal.reason, slot.exchange->request);
  exchanges_.answered(*slot.exchange);
}

void Connection::end_requests() {
  requests_end_ = true;
  if (!exchanges_.empty()) exchanges_.back().close = true;
}

}  // namespace siding::transport
