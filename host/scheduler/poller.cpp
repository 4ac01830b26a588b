#include "scheduler/poller.hpp"

#include <sys/eventfd.h>
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
  // Edge-triggered, so that the counter is never read: each write is an event.
  checked(control(epoll_, EPOLL_CTL_ADD, wake_, EPOLLIN | EPOLLET, nullptr) ? 0 : -1);
}

Poller::~Poller() {
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

int Poller::wait_for(std::chrono::nanoseconds limit) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
  if (precise_ && limit.count() > 0) {
    const timespec time{seconds.count(), (limit - seconds).count()};
    const int count = ::epoll_pwait2(epoll_, events_.data(), kEventsPerWait, &time, nullptr);
    if (count >= 0 || errno == EINTR) return count;
    precise_ = false;  // an old kernel, or a sandbox that does not know the call
  }
  const auto milliseconds = limit < limit.zero() ? -1 : std::chrono::ceil<std::chrono::milliseconds>(limit).count();
  return ::epoll_wait(epoll_, events_.data(), kEventsPerWait,
                      static_cast<int>(std::min<long long>(milliseconds, 60'000)));
}

void Poller::wait(std::chrono::nanoseconds limit) {
  if (has_undelivered()) return;
  at_ = 0;
  count_ = std::max(0, wait_for(limit));
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
