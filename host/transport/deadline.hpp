// deadline.hpp - the one timer of a connection, for whatever it waits for.
//
// Moved lazily: a later deadline only changes a number, and the timer finds it
// when it fires. Owner: Connection. Threads: the loop's driver.
#pragma once

#include <chrono>
#include <cstdint>

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

// How long, and what earns more of it: each byte 1/rate seconds, but never more
// than `timeout` from now. So a steady client of at least that rate is never late.
struct Allowance {
  std::chrono::nanoseconds timeout{};
  std::uint64_t rate = 0;  // bytes a second; 0 = any byte earns all
};

// The deadline `at`, later by what `bytes` have earned at `now`.
scheduler::Clock::time_point extended(scheduler::Clock::time_point at, scheduler::Clock::time_point now,
                                      std::uint64_t bytes, const Allowance& allowance);

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

  Patience patience() const { return patience_; }

  // Starts to count when `patience` changes, or `again`.
  void wait_for(Patience patience, std::chrono::nanoseconds timeout, bool again);
  // What is waited for has gone on by that many bytes.
  void earn(std::uint64_t bytes, const Allowance& allowance);
  // The same in on_deadline(): true when that is enough to go on.
  bool goes_on(std::uint64_t bytes, const Allowance& allowance);

 private:
  void expired() noexcept override;

  scheduler::EventLoop& loop_;
  DeadlineOwner& owner_;
  Patience patience_ = Patience::endless;
  scheduler::Clock::time_point at_{};
};

}  // namespace siding::transport
