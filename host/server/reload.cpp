// `siding reload`
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include "server/commands.hpp"
#include "server/find_supervisor.hpp"
#include "server/report_mistakes.hpp"

namespace siding::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 10ms;

// One that was asked for before may be on its way: the file was read before it was changed.
bool wait_for(const supervisor::Supervised& supervisor, std::uint64_t reload) {
  while (supervisor.done() < reload) {
    if (::kill(supervisor.pid, 0) != 0) return false;
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

}  // namespace

ExitCode reload(const SupervisorChoice& choice) {
  const auto supervisor = find_supervisor(choice);
  if (!supervisor) return report(supervisor.error());
  const std::uint64_t next = supervisor->begun() + 1;
  if (::kill(supervisor->pid, SIGHUP) != 0) {
    return report({{ExitCode::permission,
                    {},
                    "process " + std::to_string(supervisor->pid) + " takes no signal from you",
                    {},
                    {}}});
  }
  if (!wait_for(*supervisor, next)) {
    return report({{ExitCode::unavailable, {}, "process " + std::to_string(supervisor->pid) + " has ended", {}, {}}});
  }
  const auto outcome = supervisor->last();
  if (outcome.code == 0) {
    std::cout << supervisor->config << ": reloaded\n";
    return ExitCode::ok;
  }
  std::cerr << outcome.why << "\nwhat was served before is served on\n";
  return static_cast<ExitCode>(outcome.code);
}

}  // namespace siding::server
