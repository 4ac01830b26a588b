// op.hpp - what the host keeps in the memory of a plugin's operation.
//
// A pending op is in exactly one list of its scope, or is an offload job. What it
// is stands in its `flags`. All of it is guarded by the scope's mutex.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

#include <siding/abi.h>

namespace siding::dispatch {

class Flow;
class Watch;

enum class OpKind : std::uint32_t {
  none = 0,
  sleep,      // in sleepers
  on_cancel,  // in watchers
  fd_wait,    // in waits, and known to its watch
  transfer,   // with a Flow
  offload,    // its memory holds an OffloadJob
  ready,      // in ready: done comes next, cancelling has no effect any more
};

struct OpState {
  siding_op* next = nullptr;
  siding_op* prev = nullptr;
  std::uint64_t deadline_ns = 0;
  Watch* watch = nullptr;
  Flow* flow = nullptr;
  std::int32_t result = SIDING_OK;
};
static_assert(sizeof(OpState) <= sizeof(siding_op::host));
static_assert(alignof(OpState) <= alignof(siding_op));

inline OpState& state_of(siding_op& op) {
  return *std::launder(reinterpret_cast<OpState*>(op.host));
}

// Of an offload:
inline constexpr std::uint32_t kForCleanup = 0x100;  // runs although the scope is cancelled
inline constexpr std::uint32_t kUnwanted = 0x200;    // op_cancel: does not run, unless it does already
inline constexpr std::uint32_t kContinues = 0x400;   // its request has had a worker before

inline OpKind kind_of(const siding_op& op) {
  return static_cast<OpKind>(op.flags & 0xff);
}

inline OpState& make_state(siding_op& op, OpKind kind) {
  op.flags = static_cast<std::uint32_t>(kind);
  return *new (op.host) OpState;
}

// The plugin has made it as siding/abi.h says.
inline bool is_usable(const siding_op* op) {
  constexpr std::size_t kLeast = offsetof(siding_op, host) + sizeof(siding_op::host);  // as of 1.0
  return op && op->size >= kLeast && op->flags == 0 && op->done;
}

// Doubly linked through the ops themselves, so that starting one allocates nothing.
class OpList {
 public:
  bool empty() const { return head_ == nullptr; }
  siding_op* front() const { return head_; }

  void push_back(siding_op& op) { insert_after(tail_, op); }

  // Keeps the list ordered by deadline; equal ones stay in the order they came.
  void insert_by_deadline(siding_op& op) {
    siding_op* before = tail_;
    while (before && state_of(*before).deadline_ns > state_of(op).deadline_ns) before = state_of(*before).prev;
    insert_after(before, op);
  }

  void remove(siding_op& op) {
    OpState& state = state_of(op);
    (state.prev ? state_of(*state.prev).next : head_) = state.next;
    (state.next ? state_of(*state.next).prev : tail_) = state.prev;
    state.next = state.prev = nullptr;
  }

  siding_op* pop_front() {
    siding_op* const op = head_;
    if (op) remove(*op);
    return op;
  }

 private:
  void insert_after(siding_op* before, siding_op& op) {
    OpState& state = state_of(op);
    state.prev = before;
    state.next = before ? state_of(*before).next : head_;
    (before ? state_of(*before).next : head_) = &op;
    (state.next ? state_of(*state.next).prev : tail_) = &op;
  }

  siding_op* head_ = nullptr;
  siding_op* tail_ = nullptr;
};

}  // namespace siding::dispatch
