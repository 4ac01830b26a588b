#include "server/lab_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "server/lab_advice.hpp"
#include "server/lab_little.hpp"
#include "server/lab_text.hpp"

namespace siding::server::lab {

namespace {

constexpr std::array<std::size_t, 9> kWidths{15, 10, 12, 10, 10, 10, 9, 8, 8};
using Cells = std::array<std::string, kWidths.size()>;

// The first to the left, the others to the right.
std::string line(const Cells& cells) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string fill(kWidths[i] - std::min(kWidths[i], cells[i].size()), ' ');
    text += i == 0 ? cells[i] + fill : fill + cells[i];
  }
  return text + '\n';
}

std::string counted(unsigned count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

// "  of the errors: 12 x status 503, 3 without an answer"
std::string errors_line(const Measurement& run) {
  if (run.errors() == 0) return {};
  std::string text;
  const auto add = [&](unsigned count, const std::string& what) {
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + what;
  };
  add(run.refused, "with status 503");
  add(run.failed, run.status != 0 && run.status != 503 ? "with a status such as " + std::to_string(run.status)
                                                       : "with another status");
  add(run.lost, "without a complete answer");
  add(run.unfinished, "not answered in time");
  return "  errors: " + text + '\n';
}

}  // namespace

std::string heading(const Report& report) {
  const auto& pool = report.pool;
  std::string text = "Route " + report.route + " (" + report.place + "): plugin " + report.plugin + ", handler " +
                     report.handler + "\n" + report.request + ", " + counted(report.requests, "request") + ", " +
                     std::to_string(report.concurrency) + " at once; " + counted(report.loops, "event loop") +
                     ", pool " + pool.name + " of " + std::to_string(pool.min) + " to " + std::to_string(pool.max) +
                     " threads\n";
  if (report.sync_only) text += "The handler is declared `sync` only, so it runs in that mode alone\n";
  return text + "\n" + line({"mode", "total", "requests/s", "p50", "p99", "max", "threads", "stalls", "errors"});
}

std::string row(const Report& report, const Measurement& run) {
  const std::string mode{to_string(run.mode)};
  return line({run.mode == report.now ? mode + " (now)" : mode, time_text(run.total),
               rate_text(run.requests_per_second()), time_text(run.median), time_text(run.p99), time_text(run.longest),
               std::to_string(run.threads), std::to_string(run.stalls), std::to_string(run.errors())}) +
         errors_line(run);
}

std::string conclusion(const Report& report) {
  std::string text = "\n";
  if (const auto law = little(report)) {
    const unsigned waves = (report.requests + report.concurrency - 1) / report.concurrency;
    const bool waits = law->alone >= std::chrono::milliseconds{10};  // else the cores are the floor
    if (waits)
      text += "Floor:         " + counted(waves, "wave") + " of " + time_text(law->alone) + " = " +
              time_text(waves * law->alone) + ", whatever the server\n";
    text += "Little's law:  " + to_text(*law, report) + '\n';
  }
  return text + "Advice:        " + advise(report).text + '\n';
}

}  // namespace siding::server::lab
