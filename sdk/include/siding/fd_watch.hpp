// fd_watch.hpp - waiting for a descriptor of a library that does its own I/O.
//
//   siding::fd_watch watch{PQsocket(connection)};
//   co_await watch.readable();
//
// Owner:   one coroutine; it ends before the request is answered, and before
//          close(2) on the descriptor, which stays the library's.
// Bounds:  one wait at a time.
#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>

#include <siding/op/awaitable.hpp>

namespace siding {

namespace detail {
class fd_wait;
}

class fd_watch {
 public:
  // A socket, pipe or other pollable descriptor; no regular file.
  explicit fd_watch(int fd) noexcept : fd_{fd} {}
  fd_watch(const fd_watch&) = delete;
  fd_watch& operator=(const fd_watch&) = delete;
  ~fd_watch() { close(); }

  // co_await gives the SIDING_FD_ events that are ready. Throws cancelled; error when
  // the descriptor can't be watched or the host has no siding.fd/1.
  detail::fd_wait wait(std::uint32_t events) noexcept;
  detail::fd_wait readable() noexcept;
  detail::fd_wait writable() noexcept;

  // The library has changed its socket (libpq does). No wait may be pending.
  void rebind(int fd) {
    fd_ = fd;
    if (watch_) detail::throw_if_failed(table_->rebind(watch_, fd), "fd_watch::rebind");
  }

  // Early, for libraries that close their descriptors themselves. A later wait opens it again.
  void close() noexcept {
    if (watch_) table_->close(std::exchange(watch_, nullptr));
  }

 private:
  friend detail::fd_wait;

  std::int32_t open(detail::branch& line) noexcept {
    if (watch_) return SIDING_OK;
    table_ = line.rt->fd;
    return table_ ? table_->open(line.scope, fd_, &watch_) : SIDING_E_INVALID;
  }

  int fd_;
  const siding_fd_v1* table_ = nullptr;
  siding_watch* watch_ = nullptr;
};

namespace detail {

class fd_wait : public op_awaitable {
 public:
  fd_wait(fd_watch& watch, std::uint32_t events) noexcept : watch_{watch}, events_{events} {}

  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    return suspend(waiter, [this](branch& line, ::siding_op& op) {
      const std::int32_t opened = watch_.open(line);
      return opened == SIDING_OK ? watch_.table_->wait(watch_.watch_, &op, events_) : opened;
    });
  }
  std::uint32_t await_resume() const {
    throw_if_failed(result(), watch_.table_ ? "fd_watch" : "fd_watch: this host has no " SIDING_FD_1);
    return static_cast<std::uint32_t>(result());
  }

 private:
  fd_watch& watch_;
  std::uint32_t events_;
};

}  // namespace detail

inline detail::fd_wait fd_watch::wait(std::uint32_t events) noexcept {
  return {*this, events};
}
inline detail::fd_wait fd_watch::readable() noexcept {
  return {*this, SIDING_FD_READ};
}
inline detail::fd_wait fd_watch::writable() noexcept {
  return {*this, SIDING_FD_WRITE};
}

}  // namespace siding
