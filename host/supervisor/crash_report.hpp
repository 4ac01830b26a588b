// crash_report.hpp - what a serving process was doing when it ended, in one line.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/crash_page.hpp"

namespace siding::supervisor {

// Addresses and the text of /proc/PID/maps, as "article.so+0x5a3c < ...".
using StackText = std::function<std::string(std::span<const std::uintptr_t> stack, std::string_view maps)>;

struct Evidence {
  pid_t pid = 0;
  int status = 0;              // as waitpid(2) says
  bool out_of_memory = false;  // the kernel killed something for want of memory meanwhile
  std::span<const std::pair<std::string, std::string>> routes;  // name, what the log calls it
  std::span<const std::pair<std::string, std::string>> plugins;
};

struct Crash {
  std::string line;
  std::string route;  // to be blamed; empty: nobody knows
};

Crash examine(const CrashPage& page, const Evidence& evidence, const StackText& stack_text);

}  // namespace siding::supervisor
