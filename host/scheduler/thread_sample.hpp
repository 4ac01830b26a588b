// thread_sample.hpp - what another thread of this process is doing, from /proc.
//
// No signal is sent: one would change what the plugin's system calls return.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace siding::scheduler {

struct ThreadSample {
  bool sleeping = false;        // waits in the kernel; otherwise it runs, or wants to
  std::uint64_t ran_ns = 0;     // CPU time so far
  std::uint64_t waited_ns = 0;  // time in the run queue so far: wanted to run, had no core
};

// nullopt when the thread is gone or /proc is not there.
std::optional<ThreadSample> sample_thread(int tid);

// "clock_nanosleep", "system call 434"; the kernel function that it waits in when
// the call can't be read; empty when nothing is known.
std::string where_it_waits(int tid);

}  // namespace siding::scheduler
