// bell.hpp - a descriptor that becomes ready when a test says so.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "scheduler/event_loop.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::test {

class Bell final : public scheduler::Pollable {
 public:
  // `rung` runs on the driver, once per ring().
  Bell(DrivenLoop& driven, Function rung) : driven_(driven), rung_(std::move(rung)) {
    driven_.run([this] { driven_.loop().poller().add(fd_, EPOLLIN | EPOLLET, *this); });
  }
  ~Bell() {
    driven_.run([this] { driven_.loop().poller().remove(fd_, *this); });
    ::close(fd_);
  }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const {
    const std::uint64_t one = 1;
    (void)!::write(fd_, &one, sizeof one);
  }

 private:
  void on_events(std::uint32_t) noexcept override { rung_(); }

  DrivenLoop& driven_;
  Function rung_;
  const int fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
};

}  // namespace siding::test
