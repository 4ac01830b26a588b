// `siding serve`
#include <unistd.h>
#include <csignal>
#include <ctime>
#include <iostream>

#include "base/stderr_log.hpp"
#include "server/commands.hpp"
#include "server/report_mistakes.hpp"
#include "server/server.hpp"

namespace siding::server {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kGrace = std::chrono::seconds{2};  // for cancelled handlers to come back

// Signals that end the server, taken one by one by the main thread. Blocked
// before any other thread exists, so that all inherit it.
class StopSignals {
 public:
  StopSignals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  int wait() {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal;
  }

  // True when another one arrives within the time.
  bool arrives_within(std::chrono::milliseconds time) {
    const timespec limit{time.count() / 1000, static_cast<long>(time.count() % 1000) * 1'000'000};
    return sigtimedwait(&set_, nullptr, &limit) > 0;
  }

 private:
  sigset_t set_{};
};

// True when all was answered in time.
bool wait_until_drained(const Server& server, StopSignals& signals, std::chrono::nanoseconds limit) {
  const auto until = Clock::now() + limit;
  while (!server.drained()) {
    if (Clock::now() >= until || signals.arrives_within(std::chrono::milliseconds{20})) return false;
  }
  return true;
}

void say_where(const Server& server) {
  for (const std::string& address : server.addresses()) std::cout << "serving http://" << address << '\n';
  std::cout.flush();
}

}  // namespace

ExitCode serve(const std::filesystem::path& file, const config::Overrides& overrides) {
  StopSignals signals;
  auto configuration = load_configuration(file, overrides);
  if (!configuration) return report(configuration.error());
  const auto limit = configuration->shutdown_timeout;
  StderrLog log(configuration->log_level);
  Logger& logger = log.logger();

  auto started = Server::start(std::move(*configuration), logger);
  if (!started) return report(started.error());
  Server& server = **started;
  logger.info("siding {} serves {} routes on {} loops", SIDING_VERSION, server.routes().size(), server.loop_count());
  say_where(server);

  const int signal = signals.wait();
  server.drain();
  logger.info("{}: draining, at most {} s; a second signal stops at once", ::strsignal(signal),
              std::chrono::duration_cast<std::chrono::seconds>(limit).count());
  const bool drained = wait_until_drained(server, signals, limit);
  if (!drained) logger.warn("not all requests were answered; they are cancelled");
  if (!server.stop(kGrace)) {
    logger.warn("a plugin does not let go of a thread; leaving without it");
    log.write_out();
    ::_exit(static_cast<int>(ExitCode::ok));
  }
  logger.info("stopped");
  return ExitCode::ok;
}

}  // namespace siding::server
