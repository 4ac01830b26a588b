// `siding serve`
#include <malloc.h>
#include <unistd.h>
#include <csignal>
#include <ctime>
#include <iostream>

#include "base/process_log.hpp"
#include "server/commands.hpp"
#include "server/report_mistakes.hpp"
#include "server/server.hpp"

namespace siding::server {

namespace {

using Clock = std::chrono::steady_clock;

// What is larger has pages of its own, which leave with it. Otherwise glibc learns to
// keep blocks of the size of the largest body so far, and the process stays as large.
constexpr int kOwnPages = 256 << 10;  // bytes

constexpr auto kGrace = std::chrono::seconds{2};  // for cancelled handlers to come back

// Signals for the server, taken one by one by the main thread: those that end it,
// SIGUSR1, which opens the log again, and SIGUSR2, which shows what it is doing.
// Blocked before any other thread exists, so that all inherit it.
class Signals {
 public:
  Signals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGUSR1);
    sigaddset(&set_, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  // The one that ends it.
  template <class Tend>
  int wait(Tend tend) {
    for (;;) {
      int signal = 0;
      sigwait(&set_, &signal);
      if (ends(signal)) return signal;
      tend(signal);
    }
  }

  // True when another one that ends it arrives within the time.
  template <class Tend>
  bool arrives_within(std::chrono::milliseconds time, Tend tend) {
    const timespec limit{time.count() / 1000, static_cast<long>(time.count() % 1000) * 1'000'000};
    const int signal = sigtimedwait(&set_, nullptr, &limit);
    if (signal > 0 && !ends(signal)) tend(signal);
    return signal > 0 && ends(signal);
  }

 private:
  static bool ends(int signal) { return signal == SIGTERM || signal == SIGINT; }

  sigset_t set_{};
};

void show(const Server& server, Logger& logger) {
  for (const std::string& line : dispatch::lines_of(server.snapshot())) logger.info("{}", line);
}

// True when all was answered in time.
template <class Tend>
bool wait_until_drained(const Server& server, Signals& signals, std::chrono::nanoseconds limit, Tend tend) {
  const auto until = Clock::now() + limit;
  while (!server.drained()) {
    if (Clock::now() >= until) return false;
    if (signals.arrives_within(std::chrono::milliseconds{20}, tend)) return false;
  }
  return true;
}

void say_where(const Server& server) {
  for (const std::string& address : server.addresses()) std::cout << "serving http://" << address << '\n';
  if (!server.admin_address().empty()) std::cout << "dashboard http://" << server.admin_address() << "/\n";
  std::cout.flush();
}

}  // namespace

ExitCode serve(const std::filesystem::path& file, const config::Overrides& overrides) {
  ::mallopt(M_MMAP_THRESHOLD, kOwnPages);
  Signals signals;
  auto configuration = load_configuration(file, overrides);
  if (!configuration) return report(configuration.error());
  const auto limit = configuration->shutdown_timeout;
  const auto log = ProcessLog::open(configuration->log);
  if (!log) return report(log.error());
  Logger& logger = (*log)->logger();

  auto started = Server::start(std::move(*configuration), logger);
  if (!started) return report(started.error());
  Server& server = **started;
  logger.info("siding {} serves {} routes on {} loops", SIDING_VERSION, server.routes().size(), server.loop_count());
  say_where(server);

  const auto tend = [&](int signal) {
    if (signal == SIGUSR2) return show(server, logger);
    (*log)->reopen();
    server.reopen_logs();
  };
  const int signal = signals.wait(tend);
  server.drain();
  logger.info("{}: draining, at most {} s; a second signal stops at once", ::strsignal(signal),
              std::chrono::duration_cast<std::chrono::seconds>(limit).count());
  const bool drained = wait_until_drained(server, signals, limit, tend);
  if (!drained) logger.warn("not all requests were answered; they are cancelled");
  logger.info("{}", dispatch::summary_of(server.snapshot()));
  if (!server.stop(kGrace)) {
    logger.warn("a plugin does not let go of a thread; leaving without it");
    (*log)->write_out();
    ::_exit(static_cast<int>(ExitCode::ok));
  }
  logger.info("stopped");
  return ExitCode::ok;
}

}  // namespace siding::server
