#include "server/lab_advice.hpp"

#include <algorithm>
#include <cctype>

#include "server/lab_little.hpp"
#include "server/lab_text.hpp"
#include "server/lab_usage.hpp"

namespace siding::server::lab {

namespace {

using namespace std::chrono_literals;

// What is within it is the same: loopback and scheduling make as much.
bool about_as_fast(const Measurement& one, const Measurement& fastest) {
  return one.total <= fastest.total + fastest.total / 10 + 20ms;
}

bool about_as_many(unsigned threads, unsigned others) {
  return threads <= others + std::max(2u, others / 10);
}

bool usable(const Measurement& run) {
  return run.errors() == 0 && !run.held_a_loop();
}

const Measurement* fastest_of(const Report& report, std::optional<Mode> but = {}) {
  const Measurement* best = nullptr;
  for (const Measurement& run : report.runs) {
    if (usable(run) && run.mode != but && (!best || run.total < best->total)) best = &run;
  }
  return best;
}

// Among equals the mode that is configured, then the first.
const Measurement* choose(const Report& report) {
  const Measurement* const fastest = fastest_of(report);
  if (!fastest) return nullptr;
  const auto candidate = [&](const Measurement& run) { return usable(run) && about_as_fast(run, *fastest); };
  unsigned fewest = fastest->threads;
  for (const Measurement& run : report.runs) {
    if (candidate(run)) fewest = std::min(fewest, run.threads);
  }
  const Measurement* best = nullptr;
  for (const Measurement& run : report.runs) {
    if (!candidate(run) || !about_as_many(run.threads, fewest)) continue;
    if (!best || run.mode == report.now) best = &run;
  }
  return best;
}

const Measurement* run_of(const Report& report, Mode mode) {
  const auto run =
      std::find_if(report.runs.begin(), report.runs.end(), [mode](const Measurement& one) { return one.mode == mode; });
  return run == report.runs.end() ? nullptr : &*run;
}

const Measurement* held(const Report& report) {
  const auto run =
      std::find_if(report.runs.begin(), report.runs.end(), [](const Measurement& one) { return one.held_a_loop(); });
  return run == report.runs.end() ? nullptr : &*run;
}

std::string mode_text(Mode mode) {
  return ticked(to_string(mode));
}

std::string counted(std::uint64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string blocks(const Measurement& run) {
  const std::string how = run.stalls > 0 ? counted(run.stalls, "stall") : "many slow calls";
  return "this handler blocks the event loop in " + mode_text(run.mode) + " mode (" + how + ")";
}

std::string action(const Report& report, Mode mode) {
  const std::string line = ticked("mode: " + std::string{to_string(mode)});
  return mode == report.now ? "leave " + line + " as it is" : "write " + line + " at " + report.mode_place;
}

std::string compare(const Measurement& one, const Measurement& other) {
  std::string text;
  if (about_as_fast(one, other) && about_as_fast(other, one)) {
    text = "the same time as " + mode_text(other.mode);
  } else {
    const double times = std::chrono::duration<double>(other.total) / std::chrono::duration<double>(one.total);
    text = rate_text(times) + " times as fast as " + mode_text(other.mode);
  }
  const bool same = about_as_many(one.threads, other.threads) && about_as_many(other.threads, one.threads);
  if (same) return text + " with as many threads";
  const std::string threads = threads_text(one.threads) + " instead of " + std::to_string(other.threads);
  return text + (one.threads < other.threads ? " with " : ", at the cost of ") + threads;
}

// What the chosen mode is measured against: the configured one; for that one `sync`, else the fastest other.
const Measurement* rival(const Report& report, const Measurement& chosen) {
  for (const Mode mode : {report.now, Mode::sync}) {
    const Measurement* const run = run_of(report, mode);
    if (run && run != &chosen && usable(*run)) return run;
  }
  return fastest_of(report, chosen.mode);
}

std::string reason(const Report& report, const Measurement& chosen) {
  if (report.sync_only) return "the handler is declared `sync` only";
  const Measurement* const now = run_of(report, report.now);
  if (now && now != &chosen && now->errors() > 0) {
    return counted(now->errors(), "error") + " in " + mode_text(now->mode) + " mode, none in this one";
  }
  const Measurement* const other = rival(report, chosen);
  return other ? compare(chosen, *other) : "it alone had no errors";
}

// The kind of error that most requests met, in any mode.
std::string what_went_wrong(const Report& report) {
  const auto most =
      std::max_element(report.runs.begin(), report.runs.end(),
                       [](const Measurement& a, const Measurement& b) { return a.errors() < b.errors(); });
  const std::string status = "status " + std::to_string(most->status);
  const unsigned worst = std::max({most->refused, most->failed, most->lost, most->unfinished});
  if (worst == most->unfinished) return "not all were answered in time: give it more with --timeout";
  if (worst == most->lost) return "connections broke without an answer: --log-level warn shows why";
  if (worst == most->refused) {
    return status +
           ": a bound was met, `max_in_flight` of the route or `queue` of its pool; raise it, or lower "
           "--concurrency";
  }
  if (most->status < 500) return status + ": give the handler what it needs with --param, --header and --body";
  return status + ": --log-level warn shows why";
}

std::string sentence(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

}  // namespace

Advice advise(const Report& report) {
  const Measurement* const chosen = choose(report);
  const Measurement* const blocking = held(report);
  const auto law = little(report);
  const bool pool_too_small = law && !law->enough;
  if (!chosen) {
    const std::string first = blocking ? blocks(*blocking) + "; " : "";
    const std::string last = pool_too_small ? "write " + pool_line(report) : what_went_wrong(report);
    return {std::nullopt, sentence(first + "no mode ran without errors: " + last)};
  }
  std::string text = action(report, chosen->mode);
  if (blocking) {
    text = blocks(*blocking) + ": " + text;
    if (chosen->mode != report.now) text += ", or move the blocking call into offload()";
  } else {
    text += ": " + reason(report, *chosen);
  }
  if (chosen->mode == Mode::sync && pool_too_small) text += "; give it more threads: write " + pool_line(report);
  return {chosen->mode, sentence(std::move(text))};
}

}  // namespace siding::server::lab
