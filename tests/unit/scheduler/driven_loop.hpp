// driven_loop.hpp - an event loop with a thread that drives it, and a spare one.
#pragma once

#include <functional>
#include <future>
#include <thread>

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
  ~DrivenLoop() { loop_.stop(); }

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

  // Gives the loop to the spare thread. REQUIRES: its driver stays inside a plugin call meanwhile.
  bool take_over() {
    const auto sequence = loop_.sequence();
    if (sequence % 2 == 0 || !drivers_.reserve()) return false;
    if (!loop_.take(sequence)) {
      drivers_.cancel();
      return false;
    }
    drivers_.drive(loop_);
    return true;
  }

 private:
  scheduler::EventLoop loop_;
  scheduler::Drivers drivers_{8};
};

}  // namespace siding::test
