#include "transport/exchange_queue.hpp"

#include <algorithm>
#include <utility>

namespace siding::transport {
namespace {

constexpr std::size_t kAhead = 64 << 10;  // bytes of answers ahead of the socket
constexpr std::size_t kAtOnce = 32;       // exchanges
constexpr std::size_t kSpare = 512;       // vectors of slots
constexpr std::size_t kHead = 128;        // bytes of a head without the fields, about

}  // namespace

std::vector<Slot> SlotStore::take() {
  if (spare_.empty()) return {};
  auto slots = std::move(spare_.back());
  spare_.pop_back();
  return slots;
}

void SlotStore::give(std::vector<Slot>&& slots) {
  auto given = std::move(slots);
  given.clear();
  if (spare_.size() < kSpare) spare_.push_back(std::move(given));
}

Slot& ExchangeQueue::push(http::Exchange& exchange) {
  if (slots_.capacity() == 0) slots_ = store_.take();
  slots_.emplace_back().exchange = &exchange;
  exchange.slot = first_ + static_cast<std::uint32_t>(slots_.size() - 1);
  return slots_.back();
}

void ExchangeQueue::pop() {
  unsent_ -= front().weight;
  ++popped_;
  if (popped_ < slots_.size() && popped_ < kAtOnce) return;
  first_ += static_cast<std::uint32_t>(popped_);
  slots_.erase(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(std::exchange(popped_, 0)));
  if (slots_.empty()) store_.give(std::move(slots_));
}

void ExchangeQueue::answered(const http::Exchange& exchange) {
  Slot& slot = slot_of(exchange);
  const http::Response& answer = *exchange.answer;
  slot.stage = answer.streamed ? Stage::streaming : Stage::answered;
  slot.weight = kHead + answer.fields.size() + answer.body.view().size();
  unsent_ += slot.weight;
  typical_ = std::max(slot.weight, typical_ / 2);
}

bool ExchangeQueue::may_open() const {
  if (slots_.empty()) return true;
  if (unsent_ >= kAhead) return false;
  if (size() >= std::clamp<std::size_t>(kAhead / std::max<std::size_t>(typical_, 1), 1, kAtOnce)) return false;
  const Slot& last = slots_.back();
  if (last.stage == Stage::answered) return true;
  const bool started = last.stage == Stage::running || last.stage == Stage::streaming;
  return started && last.safe && last.exchange->request.version > 10;  // for 1.0 a stream ends with the connection
}

bool ExchangeQueue::may_start() const {
  if (slots_.empty() || slots_.back().stage != Stage::waiting) return false;
  if (slots_.back().safe) return true;  // may_open() has let it in: each before it is safe, or answered
  return std::all_of(first(), slots_.end() - 1, [](const Slot& earlier) { return earlier.stage == Stage::answered; });
}

bool ExchangeQueue::running() const {
  return std::any_of(first(), slots_.end(),
                     [](const Slot& slot) { return slot.stage == Stage::running || slot.stage == Stage::streaming; });
}

}  // namespace siding::transport
