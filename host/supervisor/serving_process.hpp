// serving_process.hpp - one serving process, as its supervisor knows it.
//
// Owner:   Supervisor, until the process has ended and is reaped.
// Threads: the supervisor's only one.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/crash_page.hpp"
#include "base/descriptor.hpp"
#include "supervisor/inheritance.hpp"
#include "supervisor/memory_file.hpp"
#include "supervisor/message.hpp"

namespace siding::supervisor {

using Clock = std::chrono::steady_clock;

class ServingProcess {
 public:
  struct Start {
    std::vector<std::string> command;  // of the supervisor; `--supervised WORD` is added
    std::string table;                 // the text of the routing table
    std::vector<Socket> sockets;
    std::chrono::milliseconds heartbeat{0};
  };

  // `pages` may fill in the page before the process starts. False: the system refuses, errno says why.
  bool prepare();
  CrashPage& page() { return *page_.as<CrashPage>(); }
  const CrashPage& page() const { return *page_.as<CrashPage>(); }
  bool start(const Start& start);

  pid_t pid() const { return pid_; }
  int control() const { return control_.get(); }
  void signal(int number) const;
  // The next message, after what can be read was read. Nothing when there is none now.
  std::optional<Message> next_message();
  // How it ended, as waitpid(2) says; nothing while it runs.
  std::optional<int> reap();

  struct Told {
    std::vector<std::string> places;
    std::vector<std::pair<std::string, std::string>> routes;   // name, what the log calls it
    std::vector<std::pair<std::string, std::string>> plugins;  // name, what its file holds
    std::string failure;                                       // why it does not start
  };
  Told told;
  bool ready = false;
  Clock::time_point started_at{};
  Clock::time_point ready_at{};
  std::optional<Clock::time_point> end_by;  // it was told to end, and is killed then
  long oom_kills = 0;                       // on this machine, before it started

 private:
  void receive();

  pid_t pid_ = -1;
  Descriptor page_file_;
  MappedMemory page_;
  Descriptor control_;
  bool control_ended_ = false;
  MessageReader reader_;
};

// How often the kernel has killed for want of memory, as /proc/vmstat counts.
long count_oom_kills();

}  // namespace siding::supervisor
