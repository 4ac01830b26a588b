// dealer.hpp - gives accepted connections to the loops, one after the other.
//
// Whichever loop accepts, all get the same share; one that is stuck gets none
// until it goes on.
// Owner:  Server; shared by the acceptors. Threads: any.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>
#include <vector>

#include "transport/connection_set.hpp"

namespace siding::transport {

class Dealer {
 public:
  // REQUIRES: at least one set; all outlive the dealer's last deal().
  explicit Dealer(std::vector<ConnectionSet*> sets) : sets_{std::move(sets)} {}

  // Called by the driver of `here`.
  void deal(int fd, const scheduler::EventLoop& here) {
    ConnectionSet& set = next_set();
    if (&set.loop() == &here) {
      set.adopt(fd);
    } else {
      set.hand_over(fd);
    }
  }

  // Has an idle connection closed, of whichever loop. False when there is none.
  bool make_room() { return sets_.front()->make_room(); }

 private:
  ConnectionSet& next_set() {
    for (std::size_t tried = 1; tried < sets_.size(); ++tried) {
      ConnectionSet& set = one_further();
      if (!set.loop().behind()) return set;
    }
    return one_further();
  }
  ConnectionSet& one_further() { return *sets_[next_.fetch_add(1, std::memory_order_relaxed) % sets_.size()]; }

  const std::vector<ConnectionSet*> sets_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace siding::transport
