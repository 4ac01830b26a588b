#include "supervisor/supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace siding::supervisor {

namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 100ms;  // before a start that follows a failed one
constexpr auto kLongestPause = 10s;
constexpr auto kYoung = 100ms;     // who dies by itself before that age has failed to start
constexpr auto kBeyondLimit = 5s;  // after the drain's limit a process that does not end is killed

sigset_t handled() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD}) sigaddset(&set, signal);
  return set;
}

long long milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

// "78 the text" of a process that does not start.
std::pair<int, std::string> read_failure(const std::string& text) {
  const auto space = text.find(' ');
  if (space == text.npos) return {static_cast<int>(ExitCode::software), text};
  return {std::atoi(text.c_str()), text.substr(space + 1)};
}

}  // namespace

sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = handled();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

Supervisor::Supervisor(Parts parts, Plan first) : parts_(std::move(parts)), plan_(std::move(first)) {
  const sigset_t set = handled();
  signals_ = Descriptor{::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
}

Supervisor::~Supervisor() {
  for (const auto& process : processes_) process->signal(SIGKILL);
}

ExitCode Supervisor::run() {
  book_.use(plan_.options);
  current_ = launch(plan_);
  if (!current_) {
    parts_.logger.error("no serving process can be started: {}", std::strerror(errno));
    return ExitCode::software;
  }
  while (!over()) wait_for_events();
  return code_;
}

ServingProcess* Supervisor::launch(const Plan& plan) {
  auto process = std::make_unique<ServingProcess>();
  if (!process->prepare()) return nullptr;
  book_.write(process->page().quarantined);
  const ServingProcess::Start start{parts_.command, plan.table, plan.sockets, parts_.notifier.heartbeat()};
  if (!process->start(start)) return nullptr;
  return processes_.emplace_back(std::move(process)).get();
}

int Supervisor::time_to_wait() const {
  std::optional<Clock::time_point> next = restart_at_;
  for (const auto& process : processes_) {
    if (process->end_by && (!next || *process->end_by < *next)) next = process->end_by;
  }
  if (!next) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

void Supervisor::wait_for_events() {
  std::vector<pollfd> ready{{signals_.get(), POLLIN, 0}};
  for (const auto& process : processes_) ready.push_back({process->control(), POLLIN, 0});  // -1 is left out
  ::poll(ready.data(), ready.size(), time_to_wait());
  for (std::size_t i = 0; i < processes_.size(); ++i) look_after(*processes_[i]);
  signalfd_siginfo signal{};
  while (!ended_ && ::read(signals_.get(), &signal, sizeof signal) == sizeof signal) on_signal(signal);
  reap();
  kill_the_late();
  restart_if_due();
}

void Supervisor::on_signal(const signalfd_siginfo& signal) {
  const int number = static_cast<int>(signal.ssi_signo);
  const bool terminal_is_gone = number == SIGHUP && signal.ssi_code == SI_KERNEL;
  switch (terminal_is_gone ? SIGTERM : number) {
    case SIGTERM:
      return stop(SIGTERM);
    case SIGINT:
    case SIGQUIT:
      return stop(number);
    case SIGHUP:
      return reload();
    case SIGUSR1:
      if (parts_.reopen_log) parts_.reopen_log();
      return pass_on(SIGUSR1);
    case SIGUSR2:
      if (current_) current_->signal(SIGUSR2);
      return;
    default:
      return;  // SIGCHLD: reap() follows
  }
}

void Supervisor::stop(int signal) {
  if (std::exchange(stopping_, true)) {  // for those that are not ready there is nothing to wait for
    for (const auto& process : processes_) {
      if (!process->ready) process->signal(SIGKILL);
    }
  }
  parts_.notifier.stopping();
  parts_.planner.stopped();
  restart_at_.reset();
  reload_again_ = false;
  pass_on(signal);
  for (const auto& process : processes_) process->end_by = Clock::now() + plan_.drain_limit + kBeyondLimit;
}

void Supervisor::pass_on(int signal) {
  for (const auto& process : processes_) process->signal(signal);
}

// ---- reload --------------------------------------------------------------------

void Supervisor::reload() {
  if (stopping_) return;
  if (next_ || before_ || (current_ && !current_->ready)) {
    reload_again_ = true;
    return;
  }
  reload_again_ = false;
  parts_.board.begin_reload();
  parts_.notifier.reloading();
  auto plan = parts_.planner.plan();
  if (!plan) {
    std::string why;
    for (const Mistake& mistake : plan.error()) why += (why.empty() ? "" : "\n") + to_string(mistake);
    return refuse_reload(static_cast<int>(exit_code(plan.error())), why);
  }
  parts_.logger.info("reloading");
  book_.forget();  // whoever reloads has changed something
  restart_at_.reset();
  next_plan_ = std::move(*plan);
  next_ = launch(*next_plan_);
  if (!next_) refuse_reload(static_cast<int>(ExitCode::software), std::strerror(errno));
}

void Supervisor::refuse_reload(int code, const std::string& why) {
  parts_.planner.refused();
  next_plan_.reset();
  next_ = nullptr;
  parts_.logger.error("the reload was refused, what was served before is served on: {}", why);
  parts_.board.end_reload(code == 0 ? static_cast<int>(ExitCode::software) : code, why);
  parts_.notifier.ready("serving; the last reload was refused");
  if (!current_ && !stopping_) restart_later();
  if (reload_again_ && !stopping_) reload();
}

void Supervisor::replace(ServingProcess& process) {
  parts_.planner.adopted();
  plan_ = std::move(*next_plan_);
  next_plan_.reset();
  book_.use(plan_.options);
  next_ = nullptr;
  before_ = std::exchange(current_, &process);
  if (!before_) return;
  before_->signal(SIGQUIT);
  before_->end_by = Clock::now() + plan_.drain_limit + kBeyondLimit;
}

// From now on every new connection is served by the new process.
void Supervisor::end_reload() {
  before_ = nullptr;
  parts_.board.end_reload(0, "");
  if (!current_) return;  // it has crashed meanwhile, and is started again
  parts_.logger.info("reloaded in {} ms: process {} serves", milliseconds(Clock::now() - current_->started_at),
                     current_->pid());
  parts_.notifier.ready("serving " + std::to_string(current_->told.routes.size()) + " routes");
  if (reload_again_) reload();
}

// ---- what the serving processes say ----------------------------------------------

void Supervisor::look_after(ServingProcess& process) {
  while (const auto message = process.next_message()) on_message(process, *message);
}

void Supervisor::on_message(ServingProcess& process, const Message& message) {
  const auto pair = [&] {
    const auto tab = message.text.find('\t');
    return std::pair{message.text.substr(0, tab), tab == std::string::npos ? "" : message.text.substr(tab + 1)};
  };
  switch (message.tell) {
    case Tell::listening:
      return process.told.places.push_back(message.text);
    case Tell::route:
      return static_cast<void>(process.told.routes.push_back(pair()));
    case Tell::plugin:
      return static_cast<void>(process.told.plugins.push_back(pair()));
    case Tell::ready:
      return on_ready(process);
    case Tell::failed:
      process.told.failure = message.text;
      return;
    case Tell::retired:
      if (&process == before_) end_reload();
      return;
    case Tell::alive:
      if (&process == current_) parts_.notifier.alive();
      return;
  }
}

void Supervisor::on_ready(ServingProcess& process) {
  process.ready = true;
  process.ready_at = Clock::now();
  const bool reloaded = &process == next_;
  if (reloaded) replace(process);
  if (&process != current_) return;
  served_ = true;
  if (const auto since = std::exchange(down_since_, std::nullopt)) {
    parts_.logger.info("process {} serves again, {} ms after the crash", process.pid(),
                       milliseconds(Clock::now() - *since));
  }
  if (std::exchange(places_, process.told.places) != places_) parts_.serves(places_);
  parts_.board.serves(plan_.table, process.told.plugins);
  if (before_) return;  // until it has retired
  if (reloaded) return end_reload();
  parts_.notifier.ready("serving " + std::to_string(process.told.routes.size()) + " routes");
  if (reload_again_) reload();
}

// ---- ends ------------------------------------------------------------------------

void Supervisor::reap() {
  for (std::size_t i = 0; i < processes_.size();) {
    const auto status = processes_[i]->reap();
    if (!status) {
      ++i;
      continue;
    }
    const auto process = std::move(processes_[i]);
    processes_.erase(processes_.begin() + static_cast<std::ptrdiff_t>(i));
    look_after(*process);  // its last words
    on_end(*process, *status);
  }
  reap_strangers();
}

// As the first process of a container it inherits what plugins have started and left behind.
void Supervisor::reap_strangers() const {
  siginfo_t one{};
  while (::waitid(P_ALL, 0, &one, WEXITED | WNOHANG | WNOWAIT) == 0 && one.si_pid != 0) {
    const auto ours = [&](const auto& process) { return process->pid() == one.si_pid; };
    if (std::any_of(processes_.begin(), processes_.end(), ours)) return;  // the next time
    ::waitpid(one.si_pid, nullptr, WNOHANG);
    one = {};
  }
}

void Supervisor::on_end(ServingProcess& process, int status) {
  const bool well = WIFEXITED(status) && process.page().leaving.load(std::memory_order_acquire);
  if (&process == next_) {
    auto [code, why] = read_failure(process.told.failure);
    if (process.told.failure.empty())
      std::tie(code, why) = std::pair{static_cast<int>(ExitCode::software), report(process, status).line};
    return refuse_reload(code, why);
  }
  if (&process == before_) end_reload();
  if (&process != current_) {
    if (!well && !stopping_)
      parts_.logger.warn("{}, while it answered what it had begun", report(process, status).line);
    return;
  }
  current_ = nullptr;
  if (stopping_) {
    if (!well && WIFSIGNALED(status)) parts_.logger.warn("{}, while it ended", report(process, status).line);
    return;
  }
  on_end_of_current(process, status);
}

void Supervisor::on_end_of_current(ServingProcess& process, int status) {
  if (!served_) {  // as without a supervisor
    ended_ = true;
    code_ = ExitCode::software;
    if (WIFEXITED(status) && !process.told.failure.empty()) {
      code_ = static_cast<ExitCode>(WEXITSTATUS(status));
    } else {
      parts_.logger.critical("{}; it had not started yet", report(process, status).line);
    }
    return;
  }
  if (!down_since_) down_since_ = Clock::now();
  Crash crash;
  if (!process.told.failure.empty()) {
    parts_.logger.error("the serving process does not start again: {}", read_failure(process.told.failure).second);
  } else if (WIFEXITED(status) && process.page().leaving.load(std::memory_order_acquire)) {
    parts_.logger.warn("serving process {} was told to end, but not its supervisor: starting another one",
                       process.pid());
  } else {
    crash = report(process, status);
    parts_.logger.critical("{}; starting another one", crash.line);
  }
  const bool failed = !process.ready || (crash.route.empty() && Clock::now() - process.ready_at < kYoung);
  failures_ = failed ? failures_ + 1 : 0;
  book_.learn(process.page().quarantined);
  blame(crash);
  parts_.notifier.status("restarting after a crash");
  if (next_) return;  // the reload brings another one anyway
  restart_later();
}

Crash Supervisor::report(const ServingProcess& process, int status) {
  const Evidence evidence{.pid = process.pid(),
                          .status = status,
                          .out_of_memory = count_oom_kills() > process.oom_kills,
                          .routes = process.told.routes,
                          .plugins = process.told.plugins};
  return examine(process.page(), evidence, parts_.stack_text);
}

void Supervisor::blame(const Crash& crash) {
  if (crash.route.empty()) return;
  const auto lasts = book_.blame(crash.route, Clock::now());
  if (lasts.count() == 0) return;
  parts_.logger.error("route {} has crashed again and again: it is in quarantine, answers 503, and is tried in {} ms",
                      crash.route, milliseconds(lasts));
}

// At once, unless starting is what fails.
void Supervisor::restart_later() {
  const auto factor = 1u << std::min(failures_ > 1 ? failures_ - 2 : 0u, 10u);
  const auto pause = failures_ > 1 ? std::min<std::chrono::nanoseconds>(factor * kFirstPause, kLongestPause) : 0ns;
  restart_at_ = Clock::now() + pause;
  if (pause.count() > 0) parts_.logger.info("the next start in {} ms", milliseconds(pause));
}

void Supervisor::restart_if_due() {
  if (stopping_ || !restart_at_ || Clock::now() < *restart_at_) return;
  restart_at_.reset();
  current_ = launch(plan_);
  if (current_) return;
  parts_.logger.error("no serving process can be started: {}", std::strerror(errno));
  ++failures_;
  restart_later();
}

void Supervisor::kill_the_late() {
  for (const auto& process : processes_) {
    if (!process->end_by || Clock::now() < *process->end_by) continue;
    parts_.logger.warn("process {} does not end: killed", process->pid());
    process->signal(SIGKILL);
    process->end_by = Clock::now() + kBeyondLimit;
  }
}

}  // namespace siding::supervisor
