// serving_signals.hpp - the signals of a serving process, taken one by one by the main thread.
//
// Under a supervisor it is the supervisor's signals that count: a terminal, a
// service manager or timeout(1) may send theirs to the whole group, and then they
// would arrive twice, which means: stop at once.
// Owner: `siding serve`; made before any other thread, so that all inherit the mask.
#pragma once

#include <csignal>

#include <chrono>
#include <functional>

#include <sys/types.h>

namespace siding::server {

class ServingSignals {
 public:
  // `supervisor`: 0 = there is none.
  explicit ServingSignals(pid_t supervisor);

  // What else there is to do: on USR1, on USR2, and every so often.
  std::function<void()> reopen_log = [] {};
  std::function<void()> show = [] {};
  std::function<void()> beat = [] {};
  std::function<void()> retired = [] {};   // it was asked to retire, and accepts no more
  std::chrono::milliseconds heartbeat{0};  // 0 = never

  // The one that ends it: TERM, INT, or QUIT, which is patient.
  int wait();
  // The same, or 0 when the time is over.
  int wait(std::chrono::milliseconds time);
  // True when TERM or INT comes within the time, and did before: stop at once.
  bool insists_within(std::chrono::milliseconds time);

 private:
  int next(std::chrono::milliseconds time);
  bool counts(const siginfo_t& signal);

  const pid_t supervisor_;
  sigset_t set_{};
  int from_supervisor_ = 0;  // TERM and INT so far
  int from_others_ = 0;
};

}  // namespace siding::server
