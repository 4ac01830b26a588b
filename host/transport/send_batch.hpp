// send_batch.hpp - the sends of a loop's connections at the end of a cycle, by one call to the kernel.
//
// A connection adds what it has to send while the loop flushes; when all have, or the
// batch is full, everything is sent, and each is told what came of its send.
// Owner:   one per loop. Threads: the loop's driver.
// Bounds:  64 sends, 64 KiB of copied bytes, or a few more of one send.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "scheduler/event_loop.hpp"
#include "scheduler/ring.hpp"
#include "transport/gather.hpp"
#include "transport/socket.hpp"

namespace siding::transport {

class SendBatch final : private scheduler::Flusher {
 public:
  explicit SendBatch(scheduler::EventLoop& loop) : loop_{loop}, ring_{loop.ring()} {}
  ~SendBatch() { loop_.forget(*this); }
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  // False: each connection sends for itself.
  bool enabled() const { return ring_ && ring_->usable(); }
  // What is sent now would be all that this cycle sends, and gains nothing by a batch.
  bool of_one() const { return count_ == 0 && loop_.flushes_alone() && !ring_->pays(1); }
  // Sends if nothing more goes in. Connections are told, and may end.
  void make_room() {
    if (count_ == sends_.size() || !gather_.has_room()) flush();
  }

  // What was gathered since the last add().
  Gather& gather() { return gather_; }
  // Sends that: SocketEvents::on_sent() follows in this flush, unless forget() comes before it. REQUIRES: room.
  void add(Socket& socket);
  void forget(const Socket& socket);

 private:
  struct Send {
    Socket* socket;  // null: forgotten
    Gather::Range pieces;
  };

  void flush() noexcept override;
  std::span<const int> make_calls(std::span<const iovec> pieces);

  scheduler::EventLoop& loop_;
  scheduler::Ring* const ring_;
  Gather gather_;
  std::array<Send, scheduler::Ring::kCalls> sends_;
  std::size_t count_ = 0;
};

}  // namespace siding::transport
