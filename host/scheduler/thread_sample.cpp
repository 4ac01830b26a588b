#include "scheduler/thread_sample.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "scheduler/syscall_name.hpp"

namespace siding::scheduler {

namespace {

// The file's first bytes, without allocation: the watchdog must not wait for malloc's locks.
template <std::size_t N>
bool read_proc(int tid, const char* name, char (&text)[N]) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/%s", tid, name);
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t size = ::read(fd, text, N - 1);
  ::close(fd);
  if (size <= 0) return false;
  text[size] = '\0';
  return true;
}

}  // namespace

std::optional<ThreadSample> sample_thread(int tid) {
  char stat[512];
  char schedstat[128];
  if (!read_proc(tid, "stat", stat)) return std::nullopt;
  const char* const name_end = std::strrchr(stat, ')');  // the name may hold anything
  if (!name_end || name_end[1] != ' ') return std::nullopt;
  ThreadSample sample;
  sample.sleeping = name_end[2] != 'R';
  if (read_proc(tid, "schedstat", schedstat)) {
    char* rest = nullptr;
    sample.ran_ns = std::strtoull(schedstat, &rest, 10);
    sample.waited_ns = std::strtoull(rest, nullptr, 10);
  }
  return sample;
}

std::string where_it_waits(int tid) {
  char text[256];
  if (read_proc(tid, "syscall", text) && text[0] >= '0' && text[0] <= '9') {
    const long number = std::strtol(text, nullptr, 10);
    const std::string_view name = syscall_name(number);
    return name.empty() ? "system call " + std::to_string(number) : std::string(name);
  }
  if (read_proc(tid, "wchan", text) && std::strcmp(text, "0") != 0) return text;
  return {};
}

}  // namespace siding::scheduler
