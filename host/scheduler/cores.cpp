#include "scheduler/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

namespace siding::scheduler {

namespace {

// "max 100000" or "150000 100000"; 0 when there is no bound.
double quota_v2() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
  return std::strtod(quota.c_str(), nullptr) / period;
}

double quota_v1() {
  std::ifstream quota_file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  std::ifstream period_file("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  double quota = 0;
  double period = 0;
  if (!(quota_file >> quota) || !(period_file >> period) || quota <= 0 || period <= 0) return 0;
  return quota / period;
}

unsigned affinity() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return std::max(1u, std::thread::hardware_concurrency());
  return std::max(1u, static_cast<unsigned>(CPU_COUNT(&set)));
}

}  // namespace

unsigned usable_cores() {
  const unsigned cores = affinity();
  const double quota = std::max(quota_v2(), quota_v1());
  if (quota <= 0) return cores;
  return std::clamp(static_cast<unsigned>(std::ceil(quota)), 1u, cores);
}

}  // namespace siding::scheduler
