// lab_sample.hpp - reports as `siding lab` makes them, for the tests of what it says.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "server/lab_report.hpp"

namespace siding::server::lab::test {

using std::chrono::milliseconds;

// 200 requests in that time, all answered.
inline Measurement measured(Mode mode, milliseconds total, unsigned threads) {
  Measurement run;
  run.mode = mode;
  run.total = total;
  run.answered = 200;
  run.median = run.p99 = run.longest = total / 2;
  run.threads = threads;
  if (mode == Mode::sync) run.alone = milliseconds{200};
  return run;
}

inline Measurement stalled(Measurement run, unsigned stalls) {
  run.stalls = stalls;
  run.demotions = 1;
  return run;
}

inline Measurement failed(Measurement run, unsigned status, unsigned count) {
  run.answered -= count;
  (status == 503 ? run.refused : run.failed) = count;
  run.status = status;
  return run;
}

inline Report report_of(Mode now, std::vector<Measurement> runs) {
  return {.route = "/slow",
          .place = "routes.yaml:11",
          .mode_place = "routes.yaml:12",
          .plugin = "article",
          .handler = "slow",
          .request = "GET /slow",
          .now = now,
          .sync_only = runs.size() == 1,
          .requests = 200,
          .concurrency = 100,
          .loops = 2,
          .pool = {},
          .runs = std::move(runs)};
}

}  // namespace siding::server::lab::test
