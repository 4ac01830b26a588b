#include "integration/harness/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "integration/harness/patience.hpp"

namespace siding::integration {

namespace {

// Between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const char* program, char* const* arguments, const char* folder, int out, int err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (::dup2(nothing, STDIN_FILENO) >= 0 && ::dup2(out, STDOUT_FILENO) >= 0 && ::dup2(err, STDERR_FILENO) >= 0 &&
      ::chdir(folder) == 0) {
    ::execv(program, arguments);
  }
  ::_exit(127);
}

}  // namespace

Process::Process(std::vector<std::string> arguments, const std::string& folder, const std::string& program) {
  arguments.insert(arguments.begin(), program);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0 || (pid_ = ::fork()) < 0) {
    throw std::runtime_error("no process can be started");
  }
  if (pid_ == 0) become(program.c_str(), pointers.data(), folder.c_str(), out[1], err[1]);
  ::close(out[1]);
  ::close(err[1]);
  out_.fd = out[0];
  err_.fd = err[0];
  out_reader_ = std::thread{[this] { follow(out_); }};
  err_reader_ = std::thread{[this] { follow(err_); }};
}

Process::~Process() {
  if (!reap(true)) {
    ::kill(pid_, SIGKILL);
    reap(false);
  }
  out_reader_.join();
  err_reader_.join();
  ::close(out_.fd);
  ::close(err_.fd);
}

void Process::follow(Output& output) {
  std::array<char, 4096> space;
  ssize_t size = 0;
  while ((size = ::read(output.fd, space.data(), space.size())) > 0) {
    const std::lock_guard lock(mutex_);
    output.text.append(space.data(), static_cast<std::size_t>(size));
    changed_.notify_all();
  }
  const std::lock_guard lock(mutex_);
  output.ended = true;
  changed_.notify_all();
}

bool Process::reap(bool now) {
  if (!reaped_) reaped_ = ::waitpid(pid_, &status_, now ? WNOHANG : 0) == pid_;
  return reaped_;
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

std::string Process::wait_for(std::string_view text) {
  std::string line;
  const auto find = [&](const std::string& output) {
    const auto at = output.find(text);
    const auto end = at == output.npos ? at : output.find('\n', at);
    if (end == output.npos) return false;
    const auto begin = output.rfind('\n', at);
    line = output.substr(begin + 1, end - begin - 1);  // npos + 1 is 0
    return true;
  };
  std::unique_lock lock(mutex_);
  bool found = false;
  changed_.wait_for(lock, kPatience, [&] {
    found = find(out_.text) || find(err_.text);
    return found || (out_.ended && err_.ended);
  });
  if (!found) throw std::runtime_error("siding did not say \"" + std::string{text} + "\" but:\n" + everything());
  return line;
}

std::uint16_t Process::wait_for_port() {
  const std::string line = wait_for("serving http://");
  return static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
}

Ended Process::wait() {
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kPatience, [&] { return out_.ended && err_.ended; })) {
      throw std::runtime_error("siding does not end; it said:\n" + everything());
    }
  }
  reap(false);
  const bool exited = WIFEXITED(status_);
  return {exited ? WEXITSTATUS(status_) : -1, exited ? 0 : WTERMSIG(status_), out_.text, err_.text};
}

Ended run(std::vector<std::string> arguments, const std::string& folder) {
  return Process{std::move(arguments), folder}.wait();
}

}  // namespace siding::integration
