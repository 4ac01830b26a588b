// crash_handler.hpp - writes into the crash page how the process ends, when a plugin ends it.
//
// By a signal: which one, in which request, and the addresses on the stack, by
// calls that a handler may make. By exit(): the same, and then the process ends at
// once. What can't be seen from inside, SIGKILL and _exit(), the supervisor
// tells from the slots of the page.
#pragma once

#include "base/crash_page.hpp"

namespace siding::scheduler {

class CrashHandler {
 public:
  // For the whole process; once, before other threads. The page stays until its end.
  static void install(CrashPage& page);
  // Called when all is written; may do only what a signal handler may.
  static void last_words(void (*function)() noexcept);
  // It ends as it should from here on: exit() is the host's own.
  static void leave_in_peace();
};

}  // namespace siding::scheduler
