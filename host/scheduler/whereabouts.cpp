#include "scheduler/whereabouts.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>

namespace siding::scheduler {

namespace {

constexpr std::size_t kSignalStack = 64 << 10;  // bytes; touched by a crash alone

std::atomic<CrashPage*> published{nullptr};

constinit thread_local std::atomic<std::uint64_t> own_memory{0};

// A stack for the handler: a thread that crashes may have used its own one up.
class SignalStack {
 public:
  SignalStack() {
    stack_t before{};
    if (::sigaltstack(nullptr, &before) == 0 && !(before.ss_flags & SS_DISABLE)) return;  // somebody gave it one
    void* const memory = ::mmap(nullptr, kSignalStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    memory_ = memory;
    const stack_t stack{.ss_sp = memory_, .ss_flags = 0, .ss_size = kSignalStack};
    ::sigaltstack(&stack, nullptr);
  }
  ~SignalStack() {
    if (!memory_) return;
    const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
    ::sigaltstack(&none, nullptr);
    ::munmap(memory_, kSignalStack);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  void* memory_ = nullptr;
};

// Of a thread, until it ends. Without one when all are taken: such a thread is not seen.
class Slot {
 public:
  explicit Slot(CrashPage& page) {
    const auto tid = static_cast<std::int32_t>(::syscall(SYS_gettid));
    for (CrashPage::Slot& slot : page.slots) {
      std::int32_t free = 0;
      if (slot.tid.load(std::memory_order_relaxed) != 0 || !slot.tid.compare_exchange_strong(free, tid)) continue;
      slot_ = &slot;
      return;
    }
  }
  ~Slot() {
    // A thread does not end inside of a plugin, but exit() begins with this: it is to be seen who called it.
    if (!slot_ || slot_->inside.load(std::memory_order_relaxed) != 0) return;
    slot_->tid.store(0, std::memory_order_release);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  std::atomic<std::uint64_t>* inside() const { return slot_ ? &slot_->inside : nullptr; }

 private:
  SignalStack stack_;
  CrashPage::Slot* slot_ = nullptr;
};

}  // namespace

constinit thread_local std::atomic<std::uint64_t>* Whereabouts::mine_ = nullptr;

void Whereabouts::publish_to(CrashPage& page) {
  published.store(&page, std::memory_order_release);
}

CrashPage* Whereabouts::page() {
  return published.load(std::memory_order_acquire);
}

std::atomic<std::uint64_t>& Whereabouts::enter_page() {
  mine_ = &own_memory;
  if (CrashPage* const where = page()) {
    thread_local const Slot slot(*where);
    if (slot.inside()) mine_ = slot.inside();
  }
  return *mine_;
}

}  // namespace siding::scheduler
