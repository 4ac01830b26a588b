// access_lane.hpp - from one event loop to the access log's thread.
//
// What a cycle has finished is copied together, and published when the cycle ends:
// then the last bytes of its answers have left, at one time for all of them.
// Owner:   AccessLog. Threads: add() and cycle_ended() the loop's driver, take() the log's, the rest any.
// Bounds:  1 MiB; what does not fit is lost, and counted.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text_buffer.hpp"
#include "dispatch/access_entry.hpp"

namespace siding::dispatch {

// Wakes the thread that writes, when it sleeps.
class AccessBell {
 public:
  virtual void ring() noexcept = 0;
  bool asleep() const { return asleep_.load(std::memory_order_relaxed); }

 protected:
  ~AccessBell() = default;
  std::atomic<bool> asleep_{false};
};

class AccessLane {
 public:
  explicit AccessLane(AccessBell& bell, bool with_query);

  void add(const AccessEntry& entry);                 // [driver]
  void cycle_ended(scheduler::Clock::time_point at);  // [driver]
  bool with_query() const { return with_query_; }
  std::uint64_t random();  // [driver]

  // The entries of the next cycle that has any, by visit(entry, end). False when there is none. [writer]
  template <class Visit>
  bool take(Visit visit);

  bool empty() const { return head_.load(std::memory_order_acquire) == tail_.load(std::memory_order_acquire); }
  std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

 private:
  struct Batch {
    std::uint64_t bytes;
    scheduler::Clock::time_point end;
  };

  static constexpr std::size_t kBytes = std::size_t{1} << 20;  // a power of two

  void put(std::uint64_t at, const void* bytes, std::size_t size);
  void get(std::uint64_t at, void* bytes, std::size_t size) const;
  bool take_batch(scheduler::Clock::time_point& end);
  static AccessEntry unpack(const char*& at);

  AccessBell& bell_;
  const bool with_query_;
  std::uint64_t random_;
  TextBuffer cycle_;  // entries of this cycle: the figures, the sizes of the texts, the texts
  std::size_t in_cycle_ = 0;
  std::vector<char> ring_;
  TextBuffer batch_;                    // the writer's copy
  std::atomic<std::uint64_t> head_{0};  // bytes written since the beginning
  std::atomic<std::uint64_t> tail_{0};  // of them taken
  std::atomic<std::uint64_t> lost_{0};
};

template <class Visit>
bool AccessLane::take(Visit visit) {
  scheduler::Clock::time_point end;
  if (!take_batch(end)) return false;
  for (const char* at = batch_.data(); at != batch_.data() + batch_.size();) visit(unpack(at), end);
  return true;
}

}  // namespace siding::dispatch
