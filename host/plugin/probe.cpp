#include "plugin/probe.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "plugin/fence.hpp"
#include "plugin/probe_message.hpp"

namespace siding::plugin {
namespace {

using Clock = std::chrono::steady_clock;

Mistakes refuse(const std::string& subject, const std::string& clause, const char* fix) {
  return {{.place = {}, .what = subject + " " + clause, .fix = fix, .quoted = {}}};
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// A crash in the child is expected: no core file, no crash handler of the host, and it ends with its parent.
void prepare_child(pid_t parent) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTERM, SIGINT}) std::signal(signal, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

[[noreturn]] void run_child(const ProbeWork& work, pid_t parent, int out) {
  prepare_child(parent);
  Result<std::string, Mistakes> result = std::string{};
  const auto failure = fenced([&](siding_error*) {
    result = work();
    return SIDING_OK;
  });
  if (failure) result = refuse("the probe", *failure, "");
  write_all(out, encode(result));
  ::_exit(0);
}

// Reads until the other end is closed; false when `deadline` came first.
bool read_until(int fd, Clock::time_point deadline, std::string& text) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready{fd, POLLIN, 0};
    const int polled = ::poll(&ready, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000)));
    if (polled < 0 && errno != EINTR) return false;
    if (polled == 0 && Clock::now() >= deadline) return false;
    if (polled <= 0) continue;
    std::array<char, 65536> buffer;
    const ssize_t size = ::read(fd, buffer.data(), buffer.size());
    if (size == 0) return true;
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

int wait_for_end(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string end_clause(int status, const ProbeWords& words) {
  const std::string during = " " + std::string{words.during};
  if (!WIFSIGNALED(status)) return "ended the process with status " + std::to_string(WEXITSTATUS(status)) + during;
  const int signal = WTERMSIG(status);
  const char* const name = ::sigabbrev_np(signal);
  return "crashed with signal " + std::to_string(signal) + (name ? " (SIG" + std::string{name} + ")" : "") + during;
}

}  // namespace

Result<std::string, Mistakes> probe(const std::string& subject, std::chrono::nanoseconds limit, const ProbeWork& work,
                                    const ProbeWords& words) {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return refuse(subject, "can't be tried: " + std::generic_category().message(errno), "");
  Descriptor in{ends[0]};
  Descriptor out{ends[1]};
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return refuse(subject, "can't be tried: " + std::generic_category().message(errno), "");
  if (child == 0) run_child(work, parent, out.get());
  out = Descriptor{};

  std::string message;
  const bool in_time = read_until(in.get(), Clock::now() + limit, message);
  if (!in_time) ::kill(child, SIGKILL);
  const int status = wait_for_end(child);
  if (auto result = decode(message)) return std::move(*result);
  if (in_time) return refuse(subject, end_clause(status, words), words.crash_fix);
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
  return refuse(subject, std::string{words.not_in_time} + " within " + std::to_string(milliseconds) + " ms",
                words.late_fix);
}

}  // namespace siding::plugin
