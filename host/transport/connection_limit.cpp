#include "transport/connection_limit.hpp"

#include <algorithm>

namespace siding::transport {
namespace {

constexpr std::size_t kRefusals = 256;  // connections that are answered 503 at once

}  // namespace

ConnectionLimit::ConnectionLimit(const Limits& limits)
    : most_{limits.connections}, most_per_address_{most_per_address(limits)} {}

void ConnectionLimit::add(IdleHolder& holder) {
  holders_.push_back(&holder);
}

void ConnectionLimit::remove(IdleHolder& holder) {
  std::erase(holders_, &holder);
}

ConnectionLimit::Verdict ConnectionLimit::enter(std::uint64_t address) {
  const std::lock_guard lock(mutex_);
  const std::size_t of_address = ++by_address_[address];
  ++count_;
  if (of_address > most_per_address_) return Verdict::address_crowded;
  return count_ > most_ ? Verdict::crowded : Verdict::welcome;
}

void ConnectionLimit::leave(std::uint64_t address) {
  const std::lock_guard lock(mutex_);
  --count_;
  const auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
}

bool ConnectionLimit::make_room() {
  const auto most = std::max_element(holders_.begin(), holders_.end(), [](const IdleHolder* a, const IdleHolder* b) {
    return a->idle_count() < b->idle_count();
  });
  return most != holders_.end() && (*most)->give_up_oldest();
}

bool ConnectionLimit::begin_refusal() {
  if (refusals_.fetch_add(1, std::memory_order_relaxed) < kRefusals) return true;
  end_refusal();
  return false;
}

}  // namespace siding::transport
