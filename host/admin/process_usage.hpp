// process_usage.hpp - what the process takes of the machine, as Prometheus' own clients tell it.
#pragma once

namespace siding::admin {

struct ProcessUsage {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double open_fds = 0;
  double start_time = 0;  // seconds since the epoch
};

// From /proc; what can't be read there is 0.
ProcessUsage process_usage();

}  // namespace siding::admin
