// lab_little.hpp - what Little's law asks of the pool.
//
// Requests per second x seconds in the handler = threads that are busy, when the
// handler runs whole on a worker.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "server/lab_report.hpp"

namespace siding::server::lab {

struct Little {
  double rate = 0;                   // requests per second, of the sync run
  std::chrono::nanoseconds alone{};  // in the handler
  double busy = 0;                   // threads, if each request holds one all the time
  unsigned held = 0;                 // threads at the peak of the sync run
  unsigned allowed = 0;              // threads that the pool lets the route have
  bool gives_back = false;           // a coroutine that holds no thread while it waits
  bool enough = true;                // false: with more threads the run would take less time
};

// Nothing without a sync run that was answered, nor when something else than the pool refused requests.
std::optional<Little> little(const Report& report);

std::string to_text(const Little& little, const Report& report);

// What to write when it is not enough: "`share: 100` under `pools: default:`".
std::string pool_line(const Report& report);

}  // namespace siding::server::lab
