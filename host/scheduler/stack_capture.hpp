// stack_capture.hpp - the addresses on the stack of another thread, taken by a signal.
//
// A signal changes what the thread's system calls return: poll(2) ends with EINTR
// even under SA_RESTART. So this is for those who asked for it.
// Threads: any, one at a time. Bounds: kFrames; a few milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace siding::scheduler {

class StackCapture {
 public:
  static constexpr std::size_t kFrames = 64;

  // Makes ready what must not be made in a signal handler. Before threads that are to be captured run.
  static void prepare();

  // The innermost first, of the interrupted code. Empty when the thread does not take the signal in
  // time, or handles an exception, which the unwinder would disturb. REQUIRES: prepare().
  static std::vector<std::uintptr_t> of(int tid);
};

}  // namespace siding::scheduler
