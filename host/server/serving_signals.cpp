#include "server/serving_signals.hpp"

#include <algorithm>
#include <ctime>

namespace siding::server {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLong{1'000'000};

}  // namespace

ServingSignals::ServingSignals(pid_t supervisor) : supervisor_(supervisor) {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) sigaddset(&set_, signal);
  if (supervisor_ != 0) sigaddset(&set_, SIGQUIT);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool ServingSignals::counts(const siginfo_t& signal) {
  if (supervisor_ == 0) return true;
  if (signal.si_pid == supervisor_) return true;
  return signal.si_code != SI_KERNEL && signal.si_signo != SIGQUIT;  // the terminal's: the supervisor has it too
}

// One that ends it; 0 when there was none in that time, or another one.
int ServingSignals::next(std::chrono::milliseconds time) {
  const timespec limit{time.count() / 1000, static_cast<long>(time.count() % 1000) * 1'000'000};
  siginfo_t signal{};
  const int number = sigtimedwait(&set_, &signal, &limit);
  if (number == SIGUSR1) reopen_log();
  if (number == SIGUSR2) show();
  if (number != SIGTERM && number != SIGINT && number != SIGQUIT) return 0;
  if (!counts(signal)) return 0;
  if (number != SIGQUIT) ++(supervisor_ != 0 && signal.si_pid == supervisor_ ? from_supervisor_ : from_others_);
  return number;
}

int ServingSignals::wait() {
  for (;;) {
    const int number = wait(heartbeat.count() > 0 ? heartbeat : kLong);
    if (number != 0) return number;
    if (heartbeat.count() > 0) beat();
  }
}

int ServingSignals::wait(std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    const int number = next(std::max(left, std::chrono::milliseconds{0}));
    if (number != 0 || Clock::now() >= until) return number;
  }
}

bool ServingSignals::insists_within(std::chrono::milliseconds time) {
  wait(time);
  return from_supervisor_ > 1 || from_others_ > 1;
}

}  // namespace siding::server
