#include "scheduler/stack_capture.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>

#include "unit/scheduler/gate.hpp"

namespace siding::scheduler {

using test::Gate;
using test::Opener;

namespace {

struct WaitsWhileUnwinding {
  explicit WaitsWhileUnwinding(Gate& g) : gate(g) {}
  ~WaitsWhileUnwinding() { gate.arrive_and_wait(); }
  Gate& gate;
};

int this_thread() {
  return static_cast<int>(::syscall(SYS_gettid));
}

}  // namespace

TEST_SUITE("stack capture") {
  TEST_CASE("gives the frames of another thread that waits") {
    StackCapture::prepare();
    Gate gate;
    int tid = 0;
    std::jthread other([&] {
      tid = this_thread();
      gate.arrive_and_wait();
    });
    const Opener opener(gate);
    gate.wait_for_arrival();

    std::vector<std::uintptr_t> stack;
    while (stack.empty()) stack = StackCapture::of(tid);  // on a busy machine it may not answer in time

    CHECK(stack.size() > 2);
  }

  TEST_CASE("gives nothing of a thread that handles an exception") {
    StackCapture::prepare();
    Gate gate;
    int tid = 0;
    std::jthread other([&] {
      tid = this_thread();
      try {
        const WaitsWhileUnwinding waits(gate);
        throw std::runtime_error("unwinds");
      } catch (const std::runtime_error&) {
      }
    });
    const Opener opener(gate);
    gate.wait_for_arrival();

    CHECK(StackCapture::of(tid).empty());
  }

  TEST_CASE("gives nothing of a thread that is gone") {
    StackCapture::prepare();
    int tid = 0;
    std::thread([&] { tid = this_thread(); }).join();

    CHECK(StackCapture::of(tid).empty());
  }
}

}  // namespace siding::scheduler
