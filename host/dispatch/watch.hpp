// watch.hpp - one descriptor that a plugin waits on (siding.fd/1).
//
// Works on a duplicate of the plugin's descriptor, so that a library which closes
// its own behind our back confuses nobody.
// Lives:   from open until close, which its driver carries out.
// Threads: request fields under the scope's mutex, the descriptor on the driver.
#pragma once

#include <cstdint>

#include <siding/abi.h>

#include "scheduler/poller.hpp"

namespace siding::dispatch {

class Scope;

class Watch final : private scheduler::Pollable {
 public:
  // SIDING_OK, SIDING_E_INVALID for what can't be polled, SIDING_E_SYSTEM.
  static std::int32_t open(Scope& scope, int fd, Watch*& watch);

  std::int32_t rebind(int fd);
  std::int32_t wait(siding_op& op, std::uint32_t events);
  void close();

 private:
  friend class Scope;
  Watch(Scope& scope, int duplicate) : scope_(scope), fd_(duplicate) {}
  ~Watch();

  // Does what was asked for since the last time. May end its life. [driver]
  void apply();
  void arm(std::uint32_t wanted);
  void on_events(std::uint32_t events) noexcept override;
  void let_go();
  void finish_wait(std::int32_t result);
  void end();  // deletes itself

  Scope& scope_;

  // Guarded by the scope's mutex.
  int fd_;                    // a duplicate that the driver has not taken yet; -1 = none
  siding_op* op_ = nullptr;   // the pending wait
  std::uint32_t events_ = 0;  // that it waits for
  bool closed_ = false;
  bool changed_ = false;  // in the scope's list of changed ones
  Watch* next_changed_ = nullptr;
  Watch* next_open_ = nullptr;
  Watch* prev_open_ = nullptr;

  // The driver's.
  int watched_ = -1;    // the duplicate that it has taken
  bool added_ = false;  // to the poller
};

}  // namespace siding::dispatch
