// whereabouts.hpp - what each thread is inside of, written where it outlives the process.
//
// A thread that runs plugins has a slot of the crash page for itself, so that
// what it writes there costs two plain stores per call. Without a page it writes
// to memory of its own.
// Threads: any; publish_to() once, before threads that run plugins.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/crash_page.hpp"

namespace siding::scheduler {

class Whereabouts {
 public:
  // For the whole process: a signal handler has no object. The page stays until its end.
  static void publish_to(CrashPage& page);
  static CrashPage* page();  // null: nothing is published

  // Around plugin code, on the thread that runs it.
  class Inside {
   public:
    explicit Inside(std::uint64_t place) : slot_(slot()), before_(slot_.load(std::memory_order_relaxed)) {
      slot_.store(place, std::memory_order_relaxed);
    }
    ~Inside() { slot_.store(before_, std::memory_order_relaxed); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    std::atomic<std::uint64_t>& slot_;
    const std::uint64_t before_;
  };

  // What the calling thread is inside of; 0 = nothing. In a signal handler too.
  static std::uint64_t here() { return mine_ ? mine_->load(std::memory_order_relaxed) : 0; }

 private:
  static std::atomic<std::uint64_t>& slot() { return mine_ ? *mine_ : enter_page(); }
  static std::atomic<std::uint64_t>& enter_page();

  static constinit thread_local std::atomic<std::uint64_t>* mine_;
};

}  // namespace siding::scheduler
