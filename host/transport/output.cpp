#include "transport/output.hpp"

#include <algorithm>
#include <string_view>

#include "http/framing.hpp"

namespace siding::transport {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view content_of(const http::Exchange& exchange) {
  const bool sent = http::has_content(exchange.request.method, exchange.response.status);
  return sent ? exchange.response.body.view() : std::string_view{};
}

}  // namespace

Output::Outcome Output::send(ExchangeQueue& queue, Socket& socket, http::Service& service, Gather& gather,
                             ResponseHeads& heads, ResponseHeads::Clock::time_point now) {
  while (true) {
    const std::size_t count = collect(queue, gather, heads, now);
    if (gather.size() == 0) return Outcome::done;
    const Transfer sent = socket.send(gather.pieces());
    if (sent.error != 0) return sent.blocked() ? Outcome::blocked : Outcome::failed;
    const bool all = sent.bytes == gather.size();
    advance(queue, service, gather, count, sent.bytes);
    if (!all) return Outcome::blocked;
  }
}

std::size_t Output::collect(ExchangeQueue& queue, Gather& gather, ResponseHeads& heads,
                            ResponseHeads::Clock::time_point now) {
  if (!queue.empty() && std::exchange(queue.front().continue_due, false)) {
    if (queue.front().stage == Stage::receiving) rest_.append(kContinue);
  }
  gather.clear();
  gather.add(rest_);
  std::size_t count = 0;
  while (count < queue.size() && queue[count].stage == Stage::answered && !gather.full()) {
    collect_answer(queue[count], count == 0 && head_sent_, gather, heads, now);
    ++count;
  }
  return count;
}

void Output::collect_answer(Slot& slot, bool continued, Gather& gather, ResponseHeads& heads,
                            ResponseHeads::Clock::time_point now) {
  const http::Exchange& exchange = *slot.exchange;
  slot.head_at = static_cast<std::uint32_t>(gather.text().size());
  if (!continued) {
    const Persistence persistence{.close = slot.close, .announced = exchange.request.version < 11};
    heads.append(gather.text(), exchange.response, exchange.response.body.view().size(), persistence, now);
  }
  slot.head_size = static_cast<std::uint32_t>(gather.text().size() - slot.head_at);
  gather.add(content_of(exchange).substr(continued ? body_sent_ : 0));
}

void Output::advance(ExchangeQueue& queue, http::Service& service, Gather& gather, std::size_t count,
                     std::size_t sent) {
  progress_ += sent;
  const std::size_t from_rest = std::min(sent, rest_.size());
  rest_.erase(0, from_rest);
  if (!rest_.empty()) return;
  std::string{}.swap(rest_);
  sent -= from_rest;
  for (; count > 0 && advance_first(queue.front(), gather.text(), sent); --count) {
    http::Exchange& exchange = *queue.front().exchange;
    queue.pop();
    head_sent_ = false;
    body_sent_ = 0;
    service.close(exchange);
  }
}

// True when the whole answer is sent; takes its part off `sent`.
bool Output::advance_first(Slot& slot, const std::string& text, std::size_t& sent) {
  const std::size_t body = content_of(*slot.exchange).size() - (head_sent_ ? body_sent_ : 0);
  if (sent >= slot.head_size + body) {
    sent -= slot.head_size + body;
    return true;
  }
  if (sent == 0) return false;
  if (sent < slot.head_size) rest_ = text.substr(slot.head_at + sent, slot.head_size - sent);
  body_sent_ += sent < slot.head_size ? 0 : sent - slot.head_size;
  head_sent_ = true;
  sent = 0;
  return false;
}

}  // namespace siding::transport
