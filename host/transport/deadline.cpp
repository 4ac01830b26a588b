#include "transport/deadline.hpp"

#include <algorithm>

namespace siding::transport {
namespace {

scheduler::Clock::duration to_ticks(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<scheduler::Clock::duration>(time);
}

}  // namespace

scheduler::Clock::time_point extended(scheduler::Clock::time_point at, scheduler::Clock::time_point now,
                                      std::uint64_t bytes, const Allowance& allowance) {
  if (bytes == 0) return at;
  const auto most = now + to_ticks(allowance.timeout);
  const std::chrono::duration<double> earned{static_cast<double>(bytes) / static_cast<double>(allowance.rate)};
  if (allowance.rate == 0 || earned >= allowance.timeout) return most;
  return std::min(at + std::chrono::duration_cast<scheduler::Clock::duration>(earned), most);
}

void Deadline::wait_for(Patience patience, std::chrono::nanoseconds timeout, bool again) {
  if (patience == patience_ && !again) return;
  patience_ = patience;
  if (patience == Patience::endless) return;
  at_ = loop_.now() + to_ticks(timeout);
  if (!armed() || at() > at_) loop_.arm(*this, at_);
}

void Deadline::earn(std::uint64_t bytes, const Allowance& allowance) {
  at_ = extended(at_, loop_.now(), bytes, allowance);
}

bool Deadline::goes_on(std::uint64_t bytes, const Allowance& allowance) {
  earn(bytes, allowance);
  if (at_ <= loop_.now()) return false;
  loop_.arm(*this, at_);
  return true;
}

void Deadline::expired() noexcept {
  if (patience_ == Patience::endless) return;
  if (loop_.now() < at_) return loop_.arm(*this, at_);
  owner_.on_deadline(patience_);
}

}  // namespace siding::transport
