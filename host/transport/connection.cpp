#include "transport/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "http/response.hpp"

namespace siding::transport {
namespace {

constexpr std::chrono::seconds kLingerTimeout{5};
constexpr std::chrono::seconds kHalfOpenTimeout{1};

}  // namespace

// Nothing may throw through the loop: what fails here costs this connection only.
template <class Step>
void Connection::fenced(Step step) noexcept {
  try {
    step();
  } catch (const std::exception&) {
    lose(http::Abandoned::transport_error);
  }
}

Connection::Connection(Shared& shared, ConnectionOwner& owner, int fd, std::string peer)
    : shared_{shared},
      owner_{owner},
      socket_{shared.loop.poller(), fd, *this},
      deadline_{shared.loop, *this},
      reader_{shared.limits},
      exchanges_{shared.slots},
      peer_{std::move(peer)},
      proxied_{shared.proxies.include(peer_)} {}

Connection::~Connection() {
  lose(http::Abandoned::transport_error);
  shared_.loop.forget(*this);
}

void Connection::start() {
  shared_.loop.flush_later(*this);
}

void Connection::shed() {
  fenced([this] {
    refuse({.status = 503, .reason = "There are too many connections."});
    http::append_field(exchanges_.back().exchange->response, "Retry-After", "1");
  });
  shared_.loop.flush_later(*this);
}

void Connection::drain() {
  draining_ = true;
  fenced([this] {
    if (lost_) return;
    if (wants_input()) do_receive();  // a request that has arrived is answered
    const bool between_requests = reader_.kept().empty() || reader_.in_content();
    if (between_requests) end_requests();
  });
  shared_.loop.flush_later(*this);
}

// An answer that has its head already can't say that it is the last one: then the next one does.
void Connection::retire() {
  draining_ = retiring_ = true;
  const bool says_so = !exchanges_.empty() && exchanges_.back().stage != Stage::answered &&
                       exchanges_.back().stage != Stage::streaming && reader_.kept().empty();
  if (says_so && !lost_) end_requests();
  shared_.loop.flush_later(*this);
}

void Connection::abort() {
  lose(http::Abandoned::transport_error);
}

void Connection::answered(http::Exchange& exchange) noexcept {
  exchanges_.answered(exchange);
  const http::Response& response = *exchange.answer;
  if (response.streamed && !response.length && exchange.request.version < 11) end_requests();  // close ends it
  shared_.loop.flush_later(*this);
}

void Connection::piece_ready(http::Exchange&) noexcept {
  shared_.loop.flush_later(*this);
}

void Connection::wants_content(http::Exchange& exchange) noexcept {
  Slot& slot = exchanges_.slot_of(exchange);
  if (!slot.feeding) return;
  slot.full = false;
  slot.continue_due |= std::exchange(slot.expects, false);
  shared_.loop.flush_later(*this);
}

void Connection::on_ready(Wait wait) noexcept {
  fenced([this, wait] {
    if (lost_) return;
    if (wait == Wait::readable) return do_receive();
    if (wait == Wait::writable) {
      blocked_ = false;
    } else if (socket_.broken()) {
      lose(http::Abandoned::client_gone);
    } else {
      false_alarm_ = true;
    }
  });
  shared_.loop.flush_later(*this);
}

void Connection::on_deadline(Patience patience) noexcept {
  fenced([this, patience] {
    if (patience == Patience::writing && deadline_.goes_on(taken_since(), allowance(patience))) return;
    if (patience == Patience::head) {
      refuse({.status = 408, .reason = "The header did not arrive in time."});
    } else if (patience == Patience::content && !exchanges_.empty() &&
               (exchanges_.back().stage == Stage::receiving || exchanges_.back().feeding)) {
      refuse({.status = 408, .reason = "The content did not arrive in time."});
    } else {
      lose(http::Abandoned::client_gone);
    }
  });
  shared_.loop.flush_later(*this);
}

void Connection::flush() noexcept {
  if (batched_) return;  // on_sent() follows, and does the same
  shared_.sends.make_room();
  fenced([this] {
    if (!lost_ && !do_prepare()) do_settle();
  });
  if (lost_) owner_.on_finished(*this);  // destroys it
}

// True when there is something to send and the batch does it: the rest follows in on_sent().
bool Connection::do_prepare() {
  if (blocked_ || !shared_.sends.enabled() || shared_.sends.of_one()) return false;
  if (!output_.prepare(exchanges_, shared_.sends.gather(), shared_.heads, shared_.loop.now())) return false;
  shared_.sends.add(socket_);
  return batched_ = true;
}

void Connection::on_sent(const Transfer& transfer) noexcept {
  batched_ = false;
  fenced([&, this] {
    note_sent(output_.sent(exchanges_, shared_.service, shared_.sends.gather(), transfer));
    if (!lost_) do_settle();
  });
  if (lost_) owner_.on_finished(*this);  // destroys it
}

void Connection::do_settle() {
  do {
    do_send();
    if (lost_) return;
  } while (do_resume());
  const bool finished = exchanges_.empty() && requests_end_;
  if (finished) do_finish();
  if (!lost_) do_wait();
}

void Connection::do_send() {
  if (blocked_) return;
  Output::Outcome outcome;
  do {
    outcome = output_.send(exchanges_, socket_, shared_.service, shared_.gather, shared_.heads, shared_.loop.now());
    if (outcome == Output::Outcome::unread) leave_content(exchanges_.back());
  } while (outcome == Output::Outcome::unread);
  note_sent(outcome);
}

void Connection::note_sent(Output::Outcome outcome) {
  const std::size_t bytes = output_.take_progress();
  sent_ += bytes;
  blocked_ = outcome == Output::Outcome::blocked;
  progress_ |= input_ended_ && bytes > 0 && !blocked_;  // a stream to who has half-closed goes on while it moves
  if (outcome == Output::Outcome::failed) lose(http::Abandoned::client_gone);
  if (outcome == Output::Outcome::broken) do_break();
}

// Half an answer is all that there will be. The end of a connection without a
// last chunk tells the client; where the end is the end, only a reset does.
void Connection::do_break() {
  const http::Exchange& exchange = *exchanges_.front().exchange;
  if (!exchange.answer->length && exchange.request.version < 11) socket_.reset();
  lose(http::Abandoned::transport_error);
}

// All is answered and nothing more is read. Closing while input is unread makes
// the kernel reset the connection, and the client may lose its answer with that.
void Connection::do_finish() {
  const bool unread = refused_ || retiring_ || reader_.in_content() || !reader_.kept().empty();
  if (input_ended_ || !unread) return lose(http::Abandoned::client_gone);
  if (std::exchange(lingering_, true)) return;
  std::string{}.swap(reader_.kept());
  socket_.end_output();
}

void Connection::do_wait() {
  if (blocked_) socket_.await(Wait::writable);
  if (wants_input()) {
    socket_.await(Wait::readable);
  } else if (exchanges_.running() && !false_alarm_) {
    socket_.await(Wait::error);
  }
  const Patience next = patience();
  note_idle(next);
  if (next == Patience::writing && deadline_.patience() != next) taken_since();
  deadline_.wait_for(next, timeout(next), std::exchange(progress_, false));
  if (const auto bytes = std::exchange(received_, 0); next == Patience::content) deadline_.earn(bytes, allowance(next));
}

// A kernel takes much more than a client, and tells of room late: what counts is what the client has taken.
std::uint64_t Connection::taken_since() {
  const std::uint64_t taken = sent_ - std::min<std::uint64_t>(sent_, socket_.unacknowledged());
  return taken - std::exchange(taken_, taken);
}

bool Connection::is_idle() const {
  return listed() && exchanges_.empty() && reader_.kept().empty() && !reader_.in_content() && !lost_;
}

void Connection::note_idle(Patience next) {
  const bool idle = next == Patience::idle;
  if (idle != listed() || (idle && progress_)) owner_.on_idle(*this, idle);
}

Patience Connection::patience() const {
  if (lingering_) return Patience::lingering;
  if (blocked_) return Patience::writing;
  if (reader_.in_content() && !refused_ && !held_back()) return Patience::content;
  if (may_parse() && !reader_.kept().empty()) return Patience::head;
  if (exchanges_.empty()) return Patience::idle;
  return input_ended_ ? Patience::half_open : Patience::endless;
}

std::chrono::nanoseconds Connection::timeout(Patience patience) const {
  switch (patience) {
    case Patience::idle:
      return shared_.limits.idle_timeout;
    case Patience::head:
      return shared_.limits.header_timeout;
    case Patience::content:
      return shared_.limits.body_timeout;
    case Patience::writing:
      return shared_.limits.write_timeout;
    case Patience::lingering:
      return kLingerTimeout;
    case Patience::half_open:
      return kHalfOpenTimeout;
    case Patience::endless:
      break;
  }
  return {};
}

Allowance Connection::allowance(Patience patience) const {
  const bool writing = patience == Patience::writing;
  return {.timeout = timeout(patience), .rate = writing ? shared_.limits.write_rate : shared_.limits.body_rate};
}

void Connection::lose(http::Abandoned why) {
  if (std::exchange(lost_, true)) return;
  if (std::exchange(batched_, false)) shared_.sends.forget(socket_);
  if (listed()) owner_.on_idle(*this, false);
  while (!exchanges_.empty()) {
    const Slot slot = exchanges_.front();
    exchanges_.pop();
    if (slot.stage == Stage::running || slot.stage == Stage::streaming) {
      shared_.service.abandon(*slot.exchange, why);
    } else {
      shared_.service.close(*slot.exchange);
    }
  }
  socket_.close();
  deadline_.wait_for(Patience::endless, {}, false);
  shared_.loop.flush_later(*this);
}

}  // namespace siding::transport
