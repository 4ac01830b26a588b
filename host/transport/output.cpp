#include "transport/output.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/recycled.hpp"
#include "http/framing.hpp"

namespace siding::transport {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kStreamed = 1 << 20;  // bytes of streams in one call, then other connections get their turn

bool has_content(const http::Exchange& exchange) {
  return http::has_content(exchange.request.method, exchange.answer->status);
}

std::string_view content_of(const http::Exchange& exchange) {
  return has_content(exchange) ? exchange.answer->body.view() : std::string_view{};
}

bool is_chunked(const http::Exchange& exchange) {
  return exchange.request.version > 10 && !exchange.answer->length && has_content(exchange);
}

bool is_complete(const Slot& slot) {
  if (slot.stage != Stage::streaming) return slot.stage == Stage::answered;
  return slot.exchange->piece.last || !has_content(*slot.exchange);
}

void append_chunk_line(TextBuffer& out, std::size_t size) {
  char digits[16];
  const auto* const end = std::to_chars(digits, digits + sizeof digits, size, 16).ptr;
  out.append(std::string_view{digits, end}, "\r\n");
}

std::size_t size_of(const http::Piece& piece) {
  return piece.copied.size() + piece.borrowed.size();
}

bool is_unread(ExchangeQueue& queue) {
  return !queue.empty() && queue.back().feeding && is_complete(queue.back());
}

bool streams(ExchangeQueue& queue) {
  return !queue.empty() && queue.front().stage == Stage::streaming;
}

bool is_broken(ExchangeQueue& queue) {
  return streams(queue) && queue.front().exchange->piece.broken;
}

}  // namespace

Output::Outcome Output::send(ExchangeQueue& queue, Socket& socket, http::Service& service, Gather& gather,
                             ResponseHeads& heads, ResponseHeads::Clock::time_point now) {
  for (std::size_t streamed = 0;;) {
    if (is_unread(queue)) return Outcome::unread;
    if (is_broken(queue)) return Outcome::broken;
    if (streamed > kStreamed && streams(queue)) return Outcome::blocked;  // for the others' sake
    gather.clear();
    collect(queue, gather, heads, now);
    if (gather.size() == 0 && !piece_open_) return Outcome::done;
    if (gather.size() == 0) {  // an end without bytes of its own
      advance_piece(queue, service, 0);
      continue;
    }
    const Transfer made = socket.send(gather.pieces());
    const Outcome outcome = sent(queue, service, gather, made);
    if (outcome != Outcome::more) return outcome;
    streamed += made.bytes;
  }
}

bool Output::prepare(ExchangeQueue& queue, Gather& gather, ResponseHeads& heads, ResponseHeads::Clock::time_point now) {
  if (is_unread(queue) || is_broken(queue)) return false;
  gather.begin_message();
  collect(queue, gather, heads, now);
  return gather.size() != 0;
}

Output::Outcome Output::sent(ExchangeQueue& queue, http::Service& service, Gather& gather, const Transfer& sent) {
  if (sent.error != 0) return sent.blocked() ? Outcome::blocked : Outcome::failed;
  advance(queue, service, gather, sent.bytes);
  if (!sent.whole) return Outcome::blocked;
  return queue.empty() ? Outcome::done : Outcome::more;
}

void Output::collect(ExchangeQueue& queue, Gather& gather, ResponseHeads& heads, ResponseHeads::Clock::time_point now) {
  if (!queue.empty() && std::exchange(queue.front().continue_due, false)) {
    const Stage stage = queue.front().stage;
    if (stage == Stage::receiving || stage == Stage::running) rest_.append(kContinue);
  }
  const bool pieces = streams(queue);
  if (pieces) open_piece(queue.front(), heads, now);
  gather.add(rest_.view());
  if (pieces) collect_piece(queue.front(), gather);
  collected_ = 0;
  while (collected_ < queue.size() && queue[collected_].stage == Stage::answered && !gather.full()) {
    collect_answer(queue[collected_], collected_ == 0 && head_sent_, gather, heads, now);
    ++collected_;
  }
}

void Output::collect_answer(Slot& slot, bool continued, Gather& gather, ResponseHeads& heads,
                            ResponseHeads::Clock::time_point now) {
  const http::Exchange& exchange = *slot.exchange;
  slot.head_at = static_cast<std::uint32_t>(gather.text().size());
  if (!continued) {
    const Persistence persistence{.close = slot.close, .announced = exchange.request.version < 11};
    heads.append(gather.text(), *exchange.answer, {.length = exchange.answer->body.view().size()}, persistence, now);
  }
  slot.head_size = static_cast<std::uint32_t>(gather.text().size() - slot.head_at);
  const auto body = content_of(exchange).substr(continued ? body_sent_ : 0);
  slot.body_size = body.size();
  gather.add(body);
}

void Output::advance(ExchangeQueue& queue, http::Service& service, Gather& gather, std::size_t sent) {
  progress_ += sent;
  const std::size_t from_rest = std::min(sent, rest_.size());
  rest_.erase_front(from_rest);
  if (!rest_.empty()) return;
  give_back(rest_);
  sent -= from_rest;
  if (streams(queue)) return advance_piece(queue, service, sent);
  for (; collected_ > 0 && advance_first(queue.front(), gather.text().view(), sent); --collected_) {
    close_first(queue, service);
  }
}

void Output::close_first(ExchangeQueue& queue, http::Service& service) {
  http::Exchange& exchange = *queue.front().exchange;
  exchange.sent = true;
  queue.pop();
  head_sent_ = false;
  body_sent_ = 0;
  service.close(exchange);
}

// True when the whole answer is sent; takes its part off `sent`.
bool Output::advance_first(Slot& slot, std::string_view text, std::size_t& sent) {
  if (sent >= slot.head_size + slot.body_size) {
    sent -= slot.head_size + slot.body_size;
    return true;
  }
  if (sent == 0) return false;
  if (sent < slot.head_size) rest_.append(text.substr(slot.head_at + sent, slot.head_size - sent));
  body_sent_ += sent < slot.head_size ? 0 : sent - slot.head_size;
  head_sent_ = true;
  sent = 0;
  return false;
}

// Puts what goes before the next piece into rest_, and what ends it into tail_.
void Output::open_piece(Slot& slot, ResponseHeads& heads, ResponseHeads::Clock::time_point now) {
  const http::Exchange& exchange = *slot.exchange;
  const bool chunked = is_chunked(exchange);
  if (!std::exchange(head_sent_, true)) {
    const Persistence persistence{.close = slot.close, .announced = exchange.request.version < 11};
    heads.append(rest_, *exchange.answer, {.length = exchange.answer->length, .chunked = chunked}, persistence, now);
  }
  const bool bare = !has_content(exchange);
  if (piece_open_ || (exchange.piece.empty() && !exchange.piece.last && !bare)) return;
  piece_open_ = true;
  piece_last_ = exchange.piece.last || bare;
  tail_ = {};
  if (!chunked) return;
  constexpr std::string_view kEnds = "\r\n0\r\n\r\n";  // a chunk, and all of them
  const bool empty = exchange.piece.empty();
  if (!empty) append_chunk_line(rest_, size_of(exchange.piece));
  tail_ = kEnds.substr(empty ? 2 : 0, piece_last_ ? kEnds.npos : 2);
}

void Output::collect_piece(const Slot& slot, Gather& gather) const {
  if (!piece_open_) return;
  const http::Piece& piece = slot.exchange->piece;
  if (has_content(*slot.exchange)) {
    const std::size_t from_copied = std::min(body_sent_, piece.copied.size());
    gather.add(std::string_view{piece.copied}.substr(from_copied));
    gather.add(piece.borrowed.substr(body_sent_ - from_copied));
  }
  gather.add(tail_);
}

void Output::advance_piece(ExchangeQueue& queue, http::Service& service, std::size_t sent) {
  if (!piece_open_) return;
  http::Exchange& exchange = *queue.front().exchange;
  const std::size_t left = has_content(exchange) ? size_of(exchange.piece) - body_sent_ : 0;
  const std::size_t of_piece = std::min(sent, left);
  body_sent_ += of_piece;
  tail_.remove_prefix(sent - of_piece);
  if (of_piece < left || !tail_.empty()) return;
  piece_open_ = false;
  body_sent_ = 0;
  if (piece_last_) return close_first(queue, service);
  service.refill(exchange);
}

}  // namespace siding::transport
