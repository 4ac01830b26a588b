// connection_limit.hpp - how many connections the whole process has, and one address of it.
//
// Who comes beyond a limit takes the place of a connection that waits for its
// next request; only where none does it is told to come back later.
// Owner:  Server; shared by the loops. Threads: any, but add() before the first enter().
// Bounds: one entry per address that is connected.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "transport/options.hpp"

namespace siding::transport {

// Has connections that wait for their next request. One per loop.
class IdleHolder {
 public:
  // The one that has waited longest is closed soon. False when none waits.
  virtual bool give_up_oldest() noexcept = 0;           // [any thread]
  virtual std::size_t idle_count() const noexcept = 0;  // [any thread] about

 protected:
  ~IdleHolder() = default;
};

class ConnectionLimit {
 public:
  explicit ConnectionLimit(const Limits& limits);

  enum class Verdict {
    welcome,
    crowded,          // there are too many of all
    address_crowded,  // there are too many of that address
  };

  void add(IdleHolder& holder);
  void remove(IdleHolder& holder);

  // Counts one more, whatever the verdict. May throw std::bad_alloc, counting nothing.
  Verdict enter(std::uint64_t address);
  void leave(std::uint64_t address);

  // Has one idle connection closed, of the loop with the most of them. False when there is none.
  bool make_room();

  // False when too many are being told already: close it without a word.
  bool begin_refusal();
  void end_refusal() { refusals_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  const std::size_t most_;
  const std::size_t most_per_address_;
  std::vector<IdleHolder*> holders_;
  std::atomic<std::size_t> refusals_{0};

  std::mutex mutex_;
  std::size_t count_ = 0;                                      // guarded by mutex_
  std::unordered_map<std::uint64_t, std::size_t> by_address_;  // guarded by mutex_
};

}  // namespace siding::transport
