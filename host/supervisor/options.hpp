// options.hpp - when a route that crashes the serving process is taken out of service.
#pragma once

#include <chrono>

namespace siding::supervisor {

struct SupervisorOptions {
  unsigned quarantine_after = 3;  // crashes within the window; 0 = never
  std::chrono::nanoseconds quarantine_window = std::chrono::minutes{1};
  std::chrono::nanoseconds quarantine_for = std::chrono::seconds{10};  // then one request is tried; doubles each time
};

}  // namespace siding::supervisor
