#include "transport/send_batch.hpp"

#include <algorithm>
#include <utility>

namespace siding::transport {

void SendBatch::add(Socket& socket) {
  const Gather::Range pieces = gather_.end_message();
  sends_[count_++] = {&socket, pieces};
  loop_.flush_last(*this);
}

void SendBatch::forget(const Socket& socket) {
  for (Send& send : std::span{sends_.data(), count_}) {
    if (send.socket == &socket) send.socket = nullptr;
  }
}

void SendBatch::flush() noexcept {
  Send* const end = std::remove_if(sends_.begin(), sends_.begin() + count_, [](const Send& s) { return !s.socket; });
  count_ = static_cast<std::size_t>(end - sends_.begin());
  const auto pieces = gather_.pieces();
  const auto results = make_calls(pieces);
  for (std::size_t i = 0; i < count_; ++i) {
    Socket* const socket = std::exchange(sends_[i].socket, nullptr);
    if (!socket) continue;  // closed, while others were told
    socket->sent(sends_[i].pieces.of(pieces), results.empty() ? scheduler::Ring::kNotMade : results[i]);
  }
  count_ = 0;
  gather_.clear();
}

std::span<const int> SendBatch::make_calls(std::span<const iovec> pieces) {
  if (!ring_->pays(count_)) return {};
  for (const Send& send : std::span{sends_.data(), count_}) ring_->send(send.socket->fd(), send.pieces.of(pieces));
  return ring_->make();
}

}  // namespace siding::transport
