// exchange_queue.hpp - the exchanges of one connection, in the order of their requests.
//
// Says which request may be read, and which may start: safe methods run side by
// side, any other waits for those before it and holds back those behind it.
// Owner:  Connection. Threads: the loop's driver.
// Bounds: 32 exchanges, fewer while answers are large; see may_open().
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "http/exchange.hpp"

namespace siding::transport {

enum class Stage : std::uint8_t {
  receiving,  // its content is not complete
  waiting,    // complete, not started because of its neighbours
  running,    // started
  streaming,  // the response has begun and comes in pieces
  answered,   // the response is complete
};

struct Slot {
  http::Exchange* exchange = nullptr;
  Stage stage = Stage::receiving;
  bool safe = false;          // by its method: may run beside others
  bool close = false;         // the connection ends with its answer
  bool continue_due = false;  // 100 (Continue) is owed
  bool feeding = false;       // its content goes to the service in pieces; only the last one can be
  bool full = false;          // feeding, but the service wants no more now
  bool expects = false;       // feeding: the client waits for 100 (Continue), and nobody has asked for content
  bool small = false;         // its content can be skipped, to keep the connection
  std::uint32_t head_at = 0;  // where this send has its head, and how many bytes of it
  std::uint32_t head_size = 0;
  std::size_t body_size = 0;  // the same of its body
  std::size_t weight = 0;     // bytes of the answer, about
};

// Memory for the slots of connections that have requests; those that have none keep none.
// Owner: one per loop. Bounds: what 512 connections need.
class SlotStore {
 public:
  std::vector<Slot> take();              // empty, perhaps with room
  void give(std::vector<Slot>&& slots);  // empties it
  void clear() { spare_ = {}; }

 private:
  std::vector<std::vector<Slot>> spare_;
};

class ExchangeQueue {
 public:
  explicit ExchangeQueue(SlotStore& store) : store_{store} {}

  Slot& push(http::Exchange& exchange);  // sets exchange.slot
  void pop();                            // the first one

  bool empty() const { return slots_.empty(); }
  std::size_t size() const { return slots_.size() - popped_; }
  Slot& operator[](std::size_t index) { return slots_[popped_ + index]; }
  Slot& front() { return slots_[popped_]; }
  Slot& back() { return slots_.back(); }
  const Slot& back() const { return slots_.back(); }

  Slot& slot_of(const http::Exchange& exchange) { return slots_[exchange.slot - first_]; }

  // The response of that exchange is complete, or has begun.
  void answered(const http::Exchange& exchange);

  // True when another request may be read: no unsafe one is outstanding, fewer
  // are than 64 KiB of answers like the last ones would make, and the answers
  // that are not sent yet are below 64 KiB.
  bool may_open() const;
  // True when the last one is waiting and nothing stands in its way.
  bool may_start() const;
  bool running() const;  // any, also one that streams its response

 private:
  auto first() const { return slots_.begin() + static_cast<std::ptrdiff_t>(popped_); }

  SlotStore& store_;
  std::vector<Slot> slots_;
  std::size_t popped_ = 0;   // of slots_: they go when there are many, or all
  std::uint32_t first_ = 0;  // exchange.slot of the first of slots_
  std::size_t unsent_ = 0;   // bytes of complete answers
  std::size_t typical_ = 0;  // bytes of an answer, by the last ones
};

}  // namespace siding::transport
