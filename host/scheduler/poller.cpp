#include "scheduler/poller.hpp"

#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

namespace siding::scheduler {

namespace {

int checked(int fd) {
  if (fd < 0) throw std::system_error(errno, std::system_category(), "an event loop can't be made");
  return fd;
}

bool control(int epoll, int operation, int fd, std::uint32_t events, void* pointer) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = pointer;
  return ::epoll_ctl(epoll, operation, fd, &event) == 0;
}

}  // namespace

Poller::Poller()
    : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC))), wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
  // Edge-triggered, so that the counters are never read: each write is an event, and each time that comes.
  checked(control(epoll_, EPOLL_CTL_ADD, wake_, EPOLLIN | EPOLLET, nullptr) ? 0 : -1);
  alarm_.fd = checked(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  checked(add(alarm_.fd, EPOLLIN | EPOLLET, alarm_) ? 0 : -1);
}

Poller::~Poller() {
  ::close(alarm_.fd);
  ::close(wake_);
  ::close(epoll_);
}

bool Poller::add(int fd, std::uint32_t events, Pollable& pollable) {
  return control(epoll_, EPOLL_CTL_ADD, fd, events, &pollable);
}

bool Poller::change(int fd, std::uint32_t events, Pollable& pollable) {
  return control(epoll_, EPOLL_CTL_MOD, fd, events, &pollable);
}

// Not left to close(2): a child that a plugin has just forked may still hold the socket, and
// the kernel would go on to tell of it.
void Poller::remove(int fd, Pollable& pollable) {
  control(epoll_, EPOLL_CTL_DEL, fd, 0, nullptr);
  for (int i = at_; i < count_; ++i) {
    auto& event = events_[static_cast<std::size_t>(i)];
    if (event.data.ptr == &pollable) event.data.ptr = nullptr;
  }
  forget(pollable);
}

void Poller::again(Pollable& pollable) {
  if (std::exchange(pollable.due_, true)) return;
  pollable.next_due_ = due_;
  due_ = &pollable;
}

void Poller::forget(Pollable& pollable) {
  if (!std::exchange(pollable.due_, false)) return;
  for (Pollable** list : {&due_, &delivering_}) {
    Pollable** link = list;
    while (*link && *link != &pollable) link = &(*link)->next_due_;
    if (*link) *link = pollable.next_due_;
  }
}

void Poller::set_alarm(Clock::time_point at) {
  const auto time = std::max(at.time_since_epoch(), Clock::duration{1});  // 0 would be none
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const itimerspec once{.it_interval = {}, .it_value = {seconds.count(), (time - seconds).count()}};
  ::timerfd_settime(alarm_.fd, TFD_TIMER_ABSTIME, &once, nullptr);
  alarm_.at = at;
}

void Poller::wait(Clock::time_point until) {
  if (has_undelivered()) return;
  at_ = 0;
  const bool waits = until != kNotAtAll;
  if (waits && until < alarm_.at) set_alarm(until);
  count_ = std::max(0, ::epoll_wait(epoll_, events_.data(), kEventsPerWait, waits ? -1 : 0));
  delivering_ = std::exchange(due_, nullptr);
}

void Poller::deliver_next() {
  if (at_ < count_) {
    const epoll_event event = events_[static_cast<std::size_t>(at_++)];
    if (event.data.ptr) static_cast<Pollable*>(event.data.ptr)->on_events(event.events);
    return;
  }
  Pollable* const pollable = std::exchange(delivering_, delivering_->next_due_);
  pollable->due_ = false;
  pollable->on_events(0);
}

void Poller::wake() {
  const std::uint64_t one = 1;
  (void)!::write(wake_, &one, sizeof one);
}

}  // namespace siding::scheduler
