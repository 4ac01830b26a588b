// deadline.hpp - the one timer of a connection, for whatever it waits for.
//
// Moved lazily: a later deadline only changes a number, and the timer finds it
// when it fires. Owner: Connection. Threads: the loop's driver.
#pragma once

#include <chrono>

#include "scheduler/event_loop.hpp"
#include "scheduler/timers.hpp"

namespace siding::transport {

// What a connection may wait for only so long.
enum class Patience {
  endless,    // the handler: its route has a timeout of its own
  half_open,  // the handler, though the client has ended its side
  idle,       // a request
  head,       // the end of a head
  content,    // the next piece of the content
  writing,    // the client to take some bytes
  lingering,  // the client to end its side
};

class DeadlineOwner {
 public:
  virtual void on_deadline(Patience patience) noexcept = 0;

 protected:
  ~DeadlineOwner() = default;
};

class Deadline final : private scheduler::Timer {
 public:
  Deadline(scheduler::EventLoop& loop, DeadlineOwner& owner) : loop_{loop}, owner_{owner} {}
  ~Deadline() { loop_.disarm(*this); }

  // Starts to count when `patience` changes, or `again`.
  void wait_for(Patience patience, std::chrono::nanoseconds timeout, bool again);

 private:
  void expired() noexcept override;

  scheduler::EventLoop& loop_;
  DeadlineOwner& owner_;
  Patience patience_ = Patience::endless;
  scheduler::Clock::time_point at_{};
};

}  // namespace siding::transport
