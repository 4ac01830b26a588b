// call.hpp - one step of work that a loop's turn or a worker runs.
//
// Intrusive: the owner keeps it alive from the moment it is queued until
// run() is entered; inside run() it may queue it again or destroy it.
#pragma once

namespace siding::scheduler {

class Call {
 public:
  Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  virtual void run() noexcept = 0;

  Call* next = nullptr;  // the queue's link

 protected:
  ~Call() = default;
};

// Singly linked, first in first out. One thread, or under its owner's mutex.
class CallQueue {
 public:
  bool empty() const { return head_ == nullptr; }

  void push(Call& call) {
    call.next = nullptr;
    (head_ ? tail_->next : head_) = &call;
    tail_ = &call;
  }

  Call* pop() {
    Call* const call = head_;
    if (call) head_ = call->next;
    return call;
  }

  // Appends everything of `other`, which is empty afterwards.
  void splice(CallQueue& other) {
    if (other.empty()) return;
    (head_ ? tail_->next : head_) = other.head_;
    tail_ = other.tail_;
    other.head_ = nullptr;
  }

 private:
  Call* head_ = nullptr;
  Call* tail_ = nullptr;
};

}  // namespace siding::scheduler
