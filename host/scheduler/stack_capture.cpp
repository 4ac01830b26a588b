#include "scheduler/stack_capture.hpp"

#include <execinfo.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <mutex>
#include <thread>

namespace siding::scheduler {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 5ms;   // for the thread to take the signal
constexpr auto kLook = 100us;     // between two looks
constexpr int kOwnFrames = 2;     // the handler, and what the kernel returns to
constexpr int kFewBelowLast = 5;  // SIGRTMAX - this: runtimes and debuggers take the first and the last ones
enum Stage { kIdle, kAsked, kWriting, kDone };

// A signal handler has no object: one question at a time, for the whole process.
struct Question {
  std::atomic<int> stage{kIdle};
  std::atomic<int> tid{0};
  void* frames[StackCapture::kFrames + kOwnFrames];  // written between kWriting and kDone
  int count = 0;                                     // the same
};
Question question;
std::mutex asking;

int number() {
  return SIGRTMAX - kFewBelowLast;
}

// Allocates nothing. One that comes too late finds the question withdrawn.
void answer(int, siginfo_t*, void*) {
  const int saved = errno;
  int expected = kAsked;
  if (question.tid.load(std::memory_order_relaxed) == ::syscall(SYS_gettid) &&
      question.stage.compare_exchange_strong(expected, kWriting, std::memory_order_acquire)) {
    const bool unwinding = std::uncaught_exceptions() > 0;
    question.count = unwinding ? 0 : ::backtrace(question.frames, static_cast<int>(std::size(question.frames)));
    question.stage.store(kDone, std::memory_order_release);
  }
  errno = saved;
}

bool wait_for_answer() {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (question.stage.load(std::memory_order_acquire) != kDone) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

}  // namespace

void StackCapture::prepare() {
  static std::once_flag once;
  std::call_once(once, [] {
    void* frame = nullptr;
    ::backtrace(&frame, 1);  // the first one loads a library
    struct sigaction action {};
    action.sa_sigaction = answer;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    ::sigaction(number(), &action, nullptr);  // for good: a late signal would else end the process
  });
}

std::vector<std::uintptr_t> StackCapture::of(int tid) {
  const std::lock_guard lock(asking);
  int expected = kIdle;
  question.tid.store(tid, std::memory_order_relaxed);
  if (!question.stage.compare_exchange_strong(expected, kAsked)) return {};  // one still writes: never mind
  ::syscall(SYS_tgkill, ::getpid(), tid, number());
  if (!wait_for_answer()) {
    expected = kAsked;
    if (question.stage.compare_exchange_strong(expected, kIdle) || !wait_for_answer()) return {};
  }
  std::vector<std::uintptr_t> stack;
  for (int i = kOwnFrames; i < question.count; ++i) {
    stack.push_back(reinterpret_cast<std::uintptr_t>(question.frames[i]));
  }
  question.stage.store(kIdle);
  return stack;
}

}  // namespace siding::scheduler
