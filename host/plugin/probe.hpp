// probe.hpp - runs code that may crash, hang or exit, in a child process.
//
// Used where plugins are loaded only to be looked at.
// Threads: fork() copies the calling thread alone: call it before others exist,
//          or where `work` needs no lock that another thread may hold.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/mistake.hpp"
#include "base/result.hpp"

namespace siding::plugin {

using ProbeWork = std::function<Result<std::string, Mistakes>()>;

// How a child that does not end as it should is told.
struct ProbeWords {
  const char* during = "while being loaded";
  const char* not_in_time = "was not loaded";
  const char* crash_fix = "run it under a debugger: its static objects or init do this";
  const char* late_fix = "its static objects or init wait for something";
};

// What `work` returned in the child. A child that crashes, exits by itself or takes
// longer than `limit` is a mistake whose sentence begins with `subject`:
// "`x.so` crashed with signal 11 (SIGSEGV) while being loaded".
// Nothing that `work` changes in memory is seen here. What it writes to the
// standard output goes to the standard error instead.
Result<std::string, Mistakes> probe(const std::string& subject, std::chrono::nanoseconds limit, const ProbeWork& work,
                                    const ProbeWords& words = {});

}  // namespace siding::plugin
