// `siding serve`: the process that serves, under a supervisor or alone.
#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <atomic>
#include <csignal>
#include <cstring>
#include <iostream>
#include <optional>

#include "base/process_log.hpp"
#include "scheduler/crash_handler.hpp"
#include "scheduler/whereabouts.hpp"
#include "server/commands.hpp"
#include "server/loops_alive.hpp"
#include "server/pid_file.hpp"
#include "server/plugin_contents.hpp"
#include "server/report_mistakes.hpp"
#include "server/server.hpp"
#include "server/serving_signals.hpp"
#include "server/supervise.hpp"
#include "supervisor/inheritance.hpp"
#include "supervisor/memory_file.hpp"
#include "supervisor/message.hpp"

namespace siding::server {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using supervisor::Inheritance;
using supervisor::SupervisorLink;
using supervisor::Tell;

// What is larger has pages of its own, which leave with it. Otherwise glibc learns to
// keep blocks of the size of the largest body so far, and the process stays as large.
constexpr int kOwnPages = 256 << 10;  // bytes

constexpr auto kLastWords = 50ms;  // for the log, when a plugin has crashed the process
constexpr auto kGrace = 2s;        // for cancelled handlers to come back
constexpr auto kLook = 20ms;       // between two looks whether all is answered

void show(const Server& server, Logger& logger) {
  for (const std::string& line : dispatch::lines_of(server.snapshot())) logger.info("{}", line);
}

long seconds(std::chrono::nanoseconds time) {
  return static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

std::vector<std::string> places_of(const Server& server) {
  std::vector<std::string> places;
  for (const std::string& address : server.addresses()) places.push_back("serving http://" + address);
  if (!server.admin_address().empty()) places.push_back("dashboard http://" + server.admin_address() + "/");
  return places;
}

void say_where(const std::vector<std::string>& places) {
  for (const std::string& place : places) std::cout << place << '\n';
  std::cout.flush();
}

// Until a signal says to leave now. Its clients come back with their next request, which is answered with
// `Connection: close`, so that none is lost; who does not come by then is closed.
void retire(Server& server, ServingSignals& signals, std::chrono::nanoseconds limit, Logger& logger) {
  const auto until = Clock::now() + limit;
  server.retire();
  signals.retired();
  logger.info("accepts no more: answering what has begun, at most {} s", seconds(limit));
  while (!server.connections_closed() && Clock::now() < until) {
    if (signals.wait(kLook) != 0) return;
  }
}

// True when all was answered in time.
bool drain(Server& server, ServingSignals& signals, int signal, std::chrono::nanoseconds limit, Logger& logger) {
  const auto until = Clock::now() + limit;
  server.drain();
  if (signal != SIGQUIT) {
    logger.info("{}: draining, at most {} s; a second signal stops at once", ::strsignal(signal), seconds(limit));
  }
  while (!server.drained()) {
    if (Clock::now() >= until || signals.insists_within(kLook)) return false;
  }
  return true;
}

// From the signal that ends it to the end.
ExitCode leave(Server& server, ServingSignals& signals, int signal, std::chrono::nanoseconds limit, ProcessLog& log) {
  Logger& logger = log.logger();
  if (signal == SIGQUIT) retire(server, signals, limit, logger);
  if (!drain(server, signals, signal, limit, logger)) logger.warn("not all requests were answered; they are cancelled");
  logger.info("{}", dispatch::summary_of(server.snapshot()));
  const bool stopped = server.stop(kGrace);
  scheduler::CrashHandler::leave_in_peace();
  if (!stopped) {
    logger.warn("a plugin does not let go of a thread; leaving without it");
    log.write_out();
    ::_exit(static_cast<int>(ExitCode::ok));
  }
  logger.info("stopped");
  return ExitCode::ok;
}

ExitCode serve_alone(const std::filesystem::path& file, const config::Overrides& overrides,
                     const ServeOptions& options) {
  ServingSignals signals(0);
  auto configuration = load_configuration(file, overrides);
  if (!configuration) return report(configuration.error());
  PidFile pid_file;
  if (const auto mistakes = pid_file.write(options.pid_file); !mistakes.empty()) return report(mistakes);
  const auto limit = configuration->shutdown_timeout;
  const auto log = ProcessLog::open(configuration->log);
  if (!log) return report(log.error());
  Logger& logger = (*log)->logger();

  auto started = Server::start(std::move(*configuration), logger);
  if (!started) return report(started.error());
  Server& server = **started;
  logger.info("siding {} serves {} routes on {} loops", SIDING_VERSION, server.routes().size(), server.loop_count());
  say_where(places_of(server));
  signals.reopen_log = [&] {
    (*log)->reopen();
    server.reopen_logs();
  };
  signals.show = [&] { show(server, logger); };
  return leave(server, signals, signals.wait(), limit, **log);
}

// ---- under a supervisor ----------------------------------------------------------

// Also when the supervisor has ended before this was asked for.
void end_with_supervisor(const Inheritance& inheritance) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != inheritance.supervisor) ::_exit(static_cast<int>(ExitCode::unavailable));
}

// The page is never given back: threads write to it as long as there are any.
void watch_for_crashes(int page_file) {
  static const auto& mapped = *new supervisor::MappedMemory(page_file, sizeof(CrashPage));
  ::close(page_file);
  auto* const page = mapped.as<CrashPage>();
  if (!page) return;
  scheduler::Whereabouts::publish_to(*page);
  scheduler::CrashHandler::install(*page);
}

ExitCode fail(const Mistakes& mistakes, const SupervisorLink& link) {
  scheduler::CrashHandler::leave_in_peace();
  std::string why = std::to_string(static_cast<int>(exit_code(mistakes))) + " ";
  for (const Mistake& mistake : mistakes) why += (&mistake == &mistakes.front() ? "" : "\n") + to_string(mistake);
  link.tell(Tell::failed, why);
  return report(mistakes);
}

transport::InheritedSockets adopt(const Inheritance& inheritance) {
  transport::InheritedSockets sockets;
  for (const auto& [address, fd] : inheritance.sockets) {
    if (auto listener = transport::Listener::adopt(fd)) sockets.add(address, std::move(*listener));
  }
  return sockets;
}

void introduce(const Server& server, const std::vector<std::pair<std::string, std::string>>& plugins,
               const SupervisorLink& link) {
  for (const std::string& place : places_of(server)) link.tell(Tell::listening, place);
  for (const auto& route : server.routes()) link.tell(Tell::route, route->options.name + '\t' + route->describe());
  for (const auto& [name, content] : plugins) link.tell(Tell::plugin, name + '\t' + content);
}

std::atomic<ProcessLog*> crash_log{nullptr};  // what was logged before a crash says why

// While it lives, the log is written out when the process crashes.
class LastWords {
 public:
  explicit LastWords(ProcessLog& log) {
    crash_log.store(&log);
    scheduler::CrashHandler::last_words([]() noexcept {
      if (ProcessLog* const one = crash_log.load()) one->write_out(kLastWords);
    });
  }
  ~LastWords() { crash_log.store(nullptr); }
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;
};

ExitCode serve_supervised(const std::filesystem::path& file, const config::Overrides& overrides,
                          const Inheritance& inheritance) {
  end_with_supervisor(inheritance);
  ServingSignals signals(inheritance.supervisor);
  for (const int fd : inheritance.descriptors()) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  const Descriptor control{inheritance.control};
  const SupervisorLink link(control.get());
  watch_for_crashes(inheritance.page);
  const Descriptor table{inheritance.table};
  auto configuration = load_configuration_text(supervisor::read_all(table.get()), file, overrides);
  if (!configuration) return fail(configuration.error(), link);
  const auto limit = configuration->shutdown_timeout;
  const auto plugins = plugin_contents(*configuration);
  const auto log = ProcessLog::open(configuration->log);
  if (!log) return fail(log.error(), link);
  const LastWords last_words(**log);
  Logger& logger = (*log)->logger();

  // A request may crash it as soon as it accepts: the supervisor knows the routes by then.
  auto started = Server::start(std::move(*configuration), logger, adopt(inheritance),
                               [&](const Server& server) { introduce(server, plugins, link); });
  if (!started) return fail(started.error(), link);
  Server& server = **started;
  logger.info("siding {} serves {} routes on {} loops", SIDING_VERSION, server.routes().size(), server.loop_count());
  link.tell(Tell::ready);
  LoopsAlive loops(server);
  signals.reopen_log = [&] {
    (*log)->reopen();
    server.reopen_logs();
  };
  signals.show = [&] { show(server, logger); };
  signals.retired = [&] { link.tell(Tell::retired); };
  signals.heartbeat = inheritance.heartbeat;
  signals.beat = [&] {
    if (loops.all_have_driven()) link.tell(Tell::alive);
  };
  return leave(server, signals, signals.wait(), limit, **log);
}

}  // namespace

ExitCode serve(const std::filesystem::path& file, const config::Overrides& overrides, const ServeOptions& options) {
  ::mallopt(M_MMAP_THRESHOLD, kOwnPages);
  if (options.alone) return serve_alone(file, overrides, options);
  if (options.inheritance.empty()) return supervise(file, overrides, options, say_where);
  const auto inheritance = supervisor::parse_inheritance(options.inheritance);
  if (!inheritance) {
    return report({{ExitCode::usage, {}, "--supervised is for the supervisor's own use", {}, {}}});
  }
  return serve_supervised(file, overrides, *inheritance);
}

}  // namespace siding::server
