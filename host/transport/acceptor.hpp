// acceptor.hpp - one loop's ear at a listening socket.
//
// Owner:   Server, one per listener and loop; made before the loop is driven,
//          destroyed after it is driven no more.
// Threads: the loop's driver.
// Bounds:  16 connections per wake; out of descriptors, none for 50 ms: idle
//          connections give up theirs, or those that wait are turned away with
//          the help of a descriptor in reserve.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "scheduler/event_loop.hpp"
#include "scheduler/poller.hpp"
#include "scheduler/timers.hpp"
#include "transport/dealer.hpp"
#include "transport/listener.hpp"

namespace siding::transport {

class Acceptor final : private scheduler::Timer, private scheduler::Pollable {
 public:
  Acceptor(scheduler::EventLoop& loop, Dealer& dealer);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // Accepts from a duplicate of the listener's socket. Fails as dup(2) does.
  // Before the loop is driven, or on its driver.
  Result<void> start(const Listener& listener);
  void stop();
  void finish();  // stops, after those that wait already were accepted

 private:
  bool do_wait();
  void on_events(std::uint32_t events) noexcept override;
  bool do_accept();
  bool make_room();
  void turn_away();
  void pause();
  void expired() noexcept override;

  scheduler::EventLoop& loop_;
  Dealer& dealer_;
  int fd_ = -1;
  int reserve_ = -1;
};

}  // namespace siding::transport
