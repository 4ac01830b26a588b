// driven_loop.hpp - an event loop with a thread that drives it, and a spare one.
#pragma once

#include <chrono>
#include <future>

#include "scheduler/drivers.hpp"
#include "scheduler/event_loop.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::test {

class DrivenLoop {
 public:
  explicit DrivenLoop(unsigned index = 0) : loop_(index) {
    drivers_.reserve();
    drivers_.drive(loop_);
  }
  ~DrivenLoop() { stop(); }

  // Ends the drivers; REQUIRES: none of them stays inside a plugin call.
  void stop() {
    loop_.stop();
    drivers_.wait_ended(std::chrono::hours{1});
  }

  scheduler::EventLoop& loop() { return loop_; }

  // Runs it on the driver and waits for its end.
  void run(Function function) {
    std::promise<void> done;
    Step step([&] {
      function();
      done.set_value();
    });
    loop_.post(step);
    done.get_future().get();
  }

  // Gives the loop to a spare thread, as the watchdog does. False when its driver is in no plugin call, or leaves it.
  bool take_over() {
    const auto sequence = loop_.sequence();
    scheduler::Conduct* const conduct = loop_.conduct();
    if (sequence % 2 == 0 || loop_.sequence() != sequence || !drivers_.reserve()) return false;
    if (conduct) conduct->taken_over();
    if (loop_.take(sequence)) {
      drivers_.drive(loop_);
      return true;
    }
    if (conduct) conduct->in_time();
    drivers_.cancel();
    return false;
  }

 private:
  scheduler::EventLoop loop_;
  scheduler::Drivers drivers_{8};
};

}  // namespace siding::test
