// call.hpp - one step of work that a loop's driver or a worker runs.
//
// Intrusive: the owner keeps it alive from the moment it is queued until
// run() is entered; inside run() it may queue it again or destroy it.
#pragma once

namespace siding::scheduler {

class Conduct;

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

// A call into a plugin, in two parts: enter() runs the plugin's code and touches
// nothing of the loop; run() follows on the loop's driver and applies what the
// code asked for. A driver that loses its loop meanwhile still finishes enter().
class PluginCall : public Call {
 public:
  virtual void enter() noexcept = 0;
  // Whose behaviour it adds to; outlives the loop. Null: nobody's.
  virtual Conduct* conduct() noexcept = 0;
  // Its route was demoted while it was queued: it goes elsewhere. [driver]
  virtual void reroute() noexcept = 0;

 protected:
  ~PluginCall() = default;
};

// Singly linked, first in first out. One thread, or under its owner's mutex.
template <class T>
class Queue {
 public:
  bool empty() const { return head_ == nullptr; }

  void push(T& call) {
    call.next = nullptr;
    if (head_) {
      tail_->next = &call;
    } else {
      head_ = &call;
    }
    tail_ = &call;
  }

  void push_front(T& call) {
    call.next = head_;
    if (!head_) tail_ = &call;
    head_ = &call;
  }

  const T* front() const { return head_; }

  T* pop() {
    T* const call = head_;
    if (call) head_ = static_cast<T*>(call->next);  // a queue of T holds nothing else
    return call;
  }

  // Appends everything of `other`, which is empty afterwards.
  void splice(Queue& other) {
    if (other.empty()) return;
    if (head_) {
      tail_->next = other.head_;
    } else {
      head_ = other.head_;
    }
    tail_ = other.tail_;
    other.head_ = nullptr;
  }

 private:
  T* head_ = nullptr;
  T* tail_ = nullptr;
};

using CallQueue = Queue<Call>;

}  // namespace siding::scheduler
