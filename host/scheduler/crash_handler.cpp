#include "scheduler/crash_handler.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include "scheduler/whereabouts.hpp"

namespace siding::scheduler {

namespace {

using Fault = CrashPage::Fault;

constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};
constexpr int kLooks = 200;  // for another thread that crashes at the same time, 10 ms each

CrashPage* page = nullptr;  // a signal handler has no object
std::atomic<void (*)() noexcept> last{nullptr};

std::uintptr_t instruction(const void* context) {
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<std::uintptr_t>(static_cast<const ucontext_t*>(context)->uc_mcontext.pc);
#else
  static_cast<void>(context);
  return 0;
#endif
}

void copy_maps(Fault& fault) {
  const int maps = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0) return;
  while (fault.maps_size < fault.maps.size()) {
    const ssize_t size = ::read(maps, fault.maps.data() + fault.maps_size, fault.maps.size() - fault.maps_size);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    fault.maps_size += static_cast<std::size_t>(size);
  }
  ::close(maps);
}

// The first thread that crashes is the one to blame; the others wait for the end.
bool first_to_crash(Fault& fault) {
  int expected = Fault::none;
  if (fault.stage.compare_exchange_strong(expected, Fault::writing, std::memory_order_acq_rel)) return true;
  const timespec look{0, 10'000'000};
  for (int i = 0; i < kLooks && fault.stage.load(std::memory_order_acquire) != Fault::whole; ++i) {
    ::nanosleep(&look, nullptr);
  }
  return false;
}

void record(Fault& fault) {
  fault.tid = static_cast<int>(::syscall(SYS_gettid));
  fault.inside = Whereabouts::here();
  copy_maps(fault);  // first: walking a damaged stack may be the end
  fault.frame_count = ::backtrace(fault.frames.data(), static_cast<int>(fault.frames.size()));
  fault.stage.store(Fault::whole, std::memory_order_release);
  if (auto* const function = last.load(std::memory_order_acquire)) function();
}

// The system's own action follows: it ends the process with that signal, and leaves a core where there should be one.
void on_signal(int number, siginfo_t* signal, void* context) {
  Fault& fault = page->fault;
  if (first_to_crash(fault)) {
    fault.signal = number;
    fault.code = signal->si_code;
    fault.address = reinterpret_cast<std::uintptr_t>(signal->si_addr);
    fault.at = instruction(context);
    record(fault);
  }
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  ::sigaction(number, &action, nullptr);
  if (signal->si_code <= 0)
    ::syscall(SYS_tgkill, ::getpid(), ::syscall(SYS_gettid), number);  // nothing would repeat it
}

// Not the host's: threads still run, so nothing of the host may be destroyed.
void on_exit(int status, void*) {
  if (page->leaving.load(std::memory_order_acquire)) return;
  Fault& fault = page->fault;
  if (first_to_crash(fault)) {
    fault.signal = 0;
    fault.code = status;
    record(fault);
  }
  ::_exit(status);
}

}  // namespace

void CrashHandler::install(CrashPage& where) {
  page = &where;
  void* frame = nullptr;
  ::backtrace(&frame, 1);  // the first one loads a library
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
  ::on_exit(on_exit, nullptr);
}

void CrashHandler::last_words(void (*function)() noexcept) {
  last.store(function, std::memory_order_release);
}

void CrashHandler::leave_in_peace() {
  if (page) page->leaving.store(true, std::memory_order_release);
}

}  // namespace siding::scheduler
