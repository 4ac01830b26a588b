#include "server/lab_little.hpp"

#include <algorithm>
#include <cmath>

#include "server/lab_text.hpp"

namespace siding::server::lab {

namespace {

constexpr double kMany = 8;          // threads; with fewer, two of them are not half
constexpr double kNearlyAll = 0.75;  // of the threads: the ends of a run use fewer

}  // namespace

std::optional<Little> little(const Report& report) {
  const auto run = std::find_if(report.runs.begin(), report.runs.end(),
                                [](const Measurement& one) { return one.mode == Mode::sync; });
  if (run == report.runs.end() || run->answered == 0 || run->alone.count() == 0) return std::nullopt;
  Little little;
  little.rate = run->requests_per_second();
  little.alone = run->alone;
  little.busy = little.rate * std::chrono::duration<double>(run->alone).count();
  little.held = run->threads;
  little.allowed = std::min(report.pool.route_share(), report.pool.max);
  little.gives_back = !report.sync_only && little.busy >= kMany && 2 * little.held < little.busy;
  little.enough =
      report.concurrency <= little.allowed || little.gives_back || little.busy < kNearlyAll * little.allowed;
  if (run->errors() > 0 && little.enough) return std::nullopt;  // what was not answered took no time
  return little;
}

std::string to_text(const Little& little, const Report& report) {
  const std::string product =
      rate_text(little.rate) + " requests/s x " + time_text(little.alone) + " in the handler = ";
  if (little.gives_back) {
    return product + std::to_string(std::lround(little.busy)) + " requests in it at once, on " +
           threads_text(little.held) + ": it holds none while it waits";
  }
  const auto& pool = report.pool;
  const std::string text = product + threads_text(little.busy) + " busy; this route may have " +
                           std::to_string(little.allowed) + " of the " + std::to_string(pool.max) + " in pool `" +
                           pool.name + "`";
  if (little.enough) return text + ": enough";
  const std::string wanted = std::to_string(report.concurrency);
  return text + ", but " + wanted + " requests at once want " + wanted;
}

std::string pool_line(const Report& report) {
  const std::string wanted = std::to_string(report.concurrency);
  const std::string max = report.pool.max < report.concurrency ? "max: " + wanted + ", " : "";
  return "`" + max + "share: " + wanted + "` under `pools: " + report.pool.name + ":`";
}

}  // namespace siding::server::lab
