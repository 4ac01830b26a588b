// supervisor.hpp - keeps a serving process running: restarts it, replaces it, ends it.
//
// It owns the listening sockets (by its planner) and loads no plugin, so that
// nothing of a plugin can end it. TERM, INT: drain, a second one stops at once;
// HUP: reload; QUIT: as TERM, but waits for idle clients; USR1, USR2: passed on.
// Owner:   `siding serve`. Threads: one, the main thread.
#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/signalfd.h>

#include "base/descriptor.hpp"
#include "base/log.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"
#include "supervisor/crash_report.hpp"
#include "supervisor/notifier.hpp"
#include "supervisor/options.hpp"
#include "supervisor/quarantine_book.hpp"
#include "supervisor/serving_process.hpp"
#include "supervisor/status_board.hpp"

namespace siding::supervisor {

// What a serving process is made of.
struct Plan {
  std::string table;            // the text of the file, checked
  std::vector<Socket> sockets;  // the planner's
  SupervisorOptions options;
  std::chrono::nanoseconds drain_limit{};
};

class Planner {
 public:
  // From the file as it is now. Sockets of addresses that are served already are the same ones.
  virtual Result<Plan, Mistakes> plan() = 0;
  // The plan that was made last is what is served: sockets that it does not have may be closed.
  virtual void adopted() = 0;
  // Or it is not: those that were opened for it may be.
  virtual void refused() = 0;
  // Nothing is served any more.
  virtual void stopped() = 0;

 protected:
  ~Planner() = default;
};

// Before any thread: the signals wait until somebody takes them.
sigset_t block_signals();

class Supervisor {
 public:
  struct Parts {
    Planner& planner;
    Logger& logger;
    StatusBoard& board;
    Notifier notifier;
    StackText stack_text;
    std::vector<std::string> command;                             // how this process was started
    std::function<void(const std::vector<std::string>&)> serves;  // told where, when that is new
    std::function<void()> reopen_log;                             // on USR1
  };

  // REQUIRES: block_signals().
  Supervisor(Parts parts, Plan first);
  ~Supervisor();

  // Until it is told to end, or the first serving process does not start.
  ExitCode run();

 private:
  using Processes = std::vector<std::unique_ptr<ServingProcess>>;

  ServingProcess* launch(const Plan& plan);
  void wait_for_events();
  int time_to_wait() const;
  void on_signal(const signalfd_siginfo& signal);
  void stop(int signal);
  void pass_on(int signal);
  void reload();
  void refuse_reload(int code, const std::string& why);
  void on_message(ServingProcess& process, const Message& message);
  void on_ready(ServingProcess& process);
  void replace(ServingProcess& process);
  void end_reload();
  void look_after(ServingProcess& process);
  void reap();
  void reap_strangers() const;
  void on_end(ServingProcess& process, int status);
  void on_end_of_current(ServingProcess& process, int status);
  Crash report(const ServingProcess& process, int status);
  void blame(const Crash& crash);
  void restart_later();
  void restart_if_due();
  void kill_the_late();
  bool over() const { return ended_ || (stopping_ && processes_.empty()); }

  Parts parts_;
  Plan plan_;
  std::optional<Plan> next_plan_;
  Descriptor signals_;
  QuarantineBook book_;
  Processes processes_;
  ServingProcess* current_ = nullptr;  // serves, or is about to
  ServingProcess* next_ = nullptr;     // is to take its place
  ServingProcess* before_ = nullptr;   // was replaced, and accepts still
  std::optional<Clock::time_point> restart_at_;
  std::optional<Clock::time_point> down_since_;
  unsigned failures_ = 0;  // to start again, in a row
  bool served_ = false;    // ever
  bool reload_again_ = false;
  bool stopping_ = false;
  bool ended_ = false;
  ExitCode code_ = ExitCode::ok;
  std::vector<std::string> places_;
};

}  // namespace siding::supervisor
