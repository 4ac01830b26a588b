// cores.hpp - how many cores this process may use.
#pragma once

namespace siding::scheduler {

// The least of: cores of the machine, the affinity mask, the cgroup's CPU quota
// (v2 cpu.max, v1 cpu.cfs_quota_us), rounded up. At least 1.
unsigned usable_cores();

}  // namespace siding::scheduler
