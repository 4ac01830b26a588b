#include "supervisor/serving_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>

namespace siding::supervisor {

namespace {

// Between fork and exec: async-signal-safe calls only. The binary is the one that
// runs, even where a newer one has taken its place: the two share memory.
[[noreturn]] void become(char* const* arguments, const std::vector<int>& descriptors) {
  for (const int fd : descriptors) ::fcntl(fd, F_SETFD, 0);
  sigset_t none;
  sigemptyset(&none);
  sigaddset(&none, SIGCHLD);
  ::pthread_sigmask(SIG_UNBLOCK, &none, nullptr);  // the others wait until it is ready for them
  ::execv("/proc/self/exe", arguments);
  ::_exit(127);
}

}  // namespace

long count_oom_kills() {
  std::ifstream file("/proc/vmstat");
  std::string name;
  long count = 0;
  while (file >> name >> count) {
    if (name == "oom_kill") return count;
  }
  return 0;
}

bool ServingProcess::prepare() {
  page_file_ = make_memory_file("siding-crash-page", sizeof(CrashPage));
  if (!page_file_) return false;
  page_ = MappedMemory(page_file_.get(), sizeof(CrashPage));
  return page_.as<CrashPage>() != nullptr;
}

bool ServingProcess::start(const Start& start) {
  std::array<int, 2> ends;
  const Descriptor table = make_memory_file("siding-table", start.table);
  if (!table || ::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  control_ = Descriptor{ends[0]};
  const Descriptor write_end{ends[1]};
  ::fcntl(control_.get(), F_SETFL, O_NONBLOCK);

  Inheritance inheritance{.supervisor = ::getpid(),
                          .control = write_end.get(),
                          .page = page_file_.get(),
                          .table = table.get(),
                          .heartbeat = start.heartbeat,
                          .sockets = start.sockets};
  std::vector<std::string> words = start.command;
  words.insert(words.end(), {"--supervised", to_text(inheritance)});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const auto descriptors = inheritance.descriptors();
  oom_kills = count_oom_kills();
  started_at = Clock::now();
  pid_ = ::fork();
  if (pid_ == 0) become(arguments.data(), descriptors);
  return pid_ > 0;
}

void ServingProcess::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

void ServingProcess::receive() {
  std::array<char, 16384> space;
  while (!control_ended_) {
    const ssize_t size = ::read(control_.get(), space.data(), space.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return;
    if (size == 0) {
      control_ended_ = true;
      control_ = Descriptor{};
      return;
    }
    reader_.add({space.data(), static_cast<std::size_t>(size)});
  }
}

std::optional<Message> ServingProcess::next_message() {
  if (auto message = reader_.next()) return message;
  receive();
  return reader_.next();
}

std::optional<int> ServingProcess::reap() {
  int status = 0;
  if (pid_ <= 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  return status;
}

}  // namespace siding::supervisor
