#include "transport/deadline.hpp"

namespace siding::transport {

void Deadline::wait_for(Patience patience, std::chrono::nanoseconds timeout, bool again) {
  if (patience == patience_ && !again) return;
  patience_ = patience;
  if (patience == Patience::endless) return;
  at_ = loop_.now() + std::chrono::duration_cast<scheduler::Clock::duration>(timeout);
  if (!armed() || at() > at_) loop_.arm(*this, at_);
}

void Deadline::expired() noexcept {
  if (patience_ == Patience::endless) return;
  if (loop_.now() < at_) return loop_.arm(*this, at_);
  owner_.on_deadline(patience_);
}

}  // namespace siding::transport
