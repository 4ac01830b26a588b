// poller.hpp - which descriptors of one event loop are ready, by epoll.
//
// A socket is added once, edge-triggered, and no call to the kernel follows until
// it is removed: Asio's reactor asks the kernel anew for every wait, which was a
// third of what a request cost beyond its recv and send. Nor is there a timer in the
// kernel for each wait: one goes on from wait to wait, for as long as it is early enough.
// Owner:   EventLoop. Threads: its driver; wake() any.
// Bounds:  512 descriptors per wait, so that a cycle ends and its answers leave.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace siding::scheduler {

// What waits for a descriptor: a socket, a listener, a plugin's watch.
class Pollable {
 public:
  // EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR; 0 after Poller::again().
  virtual void on_events(std::uint32_t events) noexcept = 0;

 protected:
  ~Pollable() = default;

 private:
  friend class Poller;
  Pollable* next_due_ = nullptr;
  bool due_ = false;
};

class Poller {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::time_point kNotAtAll = Clock::time_point::min();
  static constexpr Clock::time_point kForever = Clock::time_point::max();

  Poller();  // std::system_error without descriptors
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // `events` as for epoll_ctl(2), with EPOLLET or EPOLLONESHOT or neither. False with errno set.
  bool add(int fd, std::uint32_t events, Pollable& pollable);
  bool change(int fd, std::uint32_t events, Pollable& pollable);
  // Before close(2). Nothing is delivered to it any more, not even what has been collected.
  void remove(int fd, Pollable& pollable);

  // Delivers on_events(0) in the next cycle: something is ready that no edge will tell.
  void again(Pollable& pollable);
  void forget(Pollable& pollable);
  bool due() const { return due_ != nullptr || has_undelivered(); }

  // Waits until something is ready or it is `until`, or for less, unless something is left to deliver.
  void wait(Clock::time_point until);
  // Calls everybody, until enough() says that the rest has to wait.
  template <class Enough>
  void deliver(Enough enough) {
    while (has_undelivered() && !enough()) deliver_next();
  }

  // Ends a wait(), or the next one. [any thread]
  void wake();

 private:
  // Ends a wait in time.
  struct Alarm final : Pollable {
    void on_events(std::uint32_t) noexcept override { at = kForever; }
    int fd = -1;
    Clock::time_point at = kForever;
  };

  void set_alarm(Clock::time_point at);
  bool has_undelivered() const { return at_ < count_ || delivering_; }
  void deliver_next();

  static constexpr int kEventsPerWait = 512;

  int epoll_;
  int wake_;
  Alarm alarm_;
  std::array<epoll_event, kEventsPerWait> events_;
  int count_ = 0;  // of events_
  int at_ = 0;     // delivered up to here
  Pollable* due_ = nullptr;
  Pollable* delivering_ = nullptr;  // were due when the last wait() ended
};

}  // namespace siding::scheduler
