// stall_history.hpp - the last stalls, with what is known of each.
//
// Owner:   StallLog. Threads: add() the watchdog's, recent() any.
// Bounds:  a hundred; the oldest is forgotten first.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/stall.hpp"

namespace siding::dispatch {

struct StallRecord {
  std::uint64_t number = 0;  // counts from 1
  std::chrono::system_clock::time_point at{};
  unsigned loop = 0;
  scheduler::StallKind kind = scheduler::StallKind::blocked;
  scheduler::StallAction action = scheduler::StallAction::rescued;
  std::chrono::nanoseconds lasted{};  // when it was noticed
  std::string where;                  // the system call; may be empty
  std::size_t connections = 0;        // of the loop
  bool demoted = false;
  bool plugin_demoted = false;
  std::string route;  // describe(); "a plugin" when unknown
  std::string fix;    // may be empty
  std::string stack;  // may be empty
};

std::string_view to_string(scheduler::StallKind kind);
std::string_view to_string(scheduler::StallAction action);

class StallHistory {
 public:
  void add(const scheduler::Stall& stall, std::string stack);
  std::vector<StallRecord> recent() const;  // the newest first

 private:
  mutable std::mutex mutex_;
  std::deque<StallRecord> records_;  // guarded by mutex_
  std::uint64_t count_ = 0;          // the same
};

}  // namespace siding::dispatch
