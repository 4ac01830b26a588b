#include "dispatch/access_entry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json_text.hpp"
#include "base/mode.hpp"
#include "dispatch/request_id.hpp"
#include "dispatch/route.hpp"

namespace siding::dispatch {

namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 7> kOutcomes{"ok",        "refused", "no_route",   "rejected",
                                                    "timed_out", "broken",  "client_gone"};
constexpr std::array<std::string_view, 4> kPhases{"queue", "run", "wait", "write"};

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_status(std::string& out, unsigned status, std::string_view none) {
  if (status == 0) {
    out += none;
  } else {
    append_number(out, status);
  }
}

// "12.034"
void append_ms(std::string& out, nanoseconds time) {
  const auto us = static_cast<std::uint64_t>(std::max<nanoseconds::rep>(time.count(), 0) / 1000);
  append_number(out, us / 1000);
  const char fraction[] = {'.', static_cast<char>('0' + us / 100 % 10), static_cast<char>('0' + us / 10 % 10),
                           static_cast<char>('0' + us % 10)};
  out.append(fraction, sizeof fraction);
}

// A request that was refused may hold anything.
void append_visible(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out.append("\\x").append({kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
}

std::array<nanoseconds, 4> phases_of(const Marks& marks, scheduler::Clock::time_point end) {
  const Phases phases = marks.phases(end);
  return {phases.queue, phases.run, phases.wait, phases.write};
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  append_json(out, value);
}

void append_time(std::string& out, std::string_view name, nanoseconds value) {
  out.append(",\"").append(name).append("_ms\":");
  append_ms(out, value);
}

void append_json_line(std::string& out, const AccessEntry& entry, scheduler::Clock::time_point end) {
  const auto& figures = entry.figures;
  append_member(out, "request_id", RequestId(figures.id).view());
  if (!entry.trace.empty()) append_member(out, "traceparent", entry.trace);
  append_member(out, "client", entry.client);
  append_member(out, "method", entry.method);
  append_member(out, "path", entry.path);
  if (!entry.query.empty()) append_member(out, "query", entry.query);
  out += ",\"status\":";
  append_status(out, figures.status, "null");
  out += ",\"bytes\":";
  append_number(out, figures.bytes);
  append_time(out, "duration", end - figures.head);
  append_member(out, "outcome", to_string(figures.outcome));
  if (figures.route) {
    append_member(out, "route", figures.route->options.name);
    append_member(out, "plugin", figures.route->options.plugin);
    append_member(out, "handler", figures.route->handler_name);
    append_member(out, "mode", to_string(figures.route->mode));
  }
  if (figures.marks.exact) {
    const auto phases = phases_of(figures.marks, end);
    for (std::size_t i = 0; i < phases.size(); ++i) append_time(out, kPhases[i], phases[i]);
  }
  out += "}\n";
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=");
  append_visible(out, value);
}

void append_text_line(std::string& out, const AccessEntry& entry, scheduler::Clock::time_point end) {
  const auto& figures = entry.figures;
  append_visible(out.append(" "), entry.client);
  append_visible(out.append(" \""), entry.method);
  append_visible(out.append(" "), entry.path);
  if (!entry.query.empty()) append_visible(out.append("?"), entry.query);
  out += "\" ";
  append_status(out, figures.status, "-");
  append_number(out.append(" "), figures.bytes);
  append_ms(out.append(" "), end - figures.head);
  out.append("ms ").append(to_string(figures.outcome));
  if (figures.route) {
    append_pair(out, "route", figures.route->options.name);
    append_pair(out, "plugin", figures.route->options.plugin);
    append_pair(out, "handler", figures.route->handler_name);
    append_pair(out, "mode", to_string(figures.route->mode));
  }
  if (figures.marks.exact) {
    const auto phases = phases_of(figures.marks, end);
    for (std::size_t i = 0; i < phases.size(); ++i) {
      append_ms(out.append(" ").append(kPhases[i]).append("="), phases[i]);
      out += "ms";
    }
  }
  append_pair(out, "id", RequestId(figures.id).view());
  if (!entry.trace.empty()) append_pair(out, "traceparent", entry.trace);
  out += '\n';
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
  return kOutcomes[static_cast<std::size_t>(outcome)];
}

void AccessLines::append(std::string& out, const AccessEntry& entry, scheduler::Clock::time_point end) {
  using System = std::chrono::system_clock;
  const auto since = std::chrono::duration_cast<System::duration>(entry.figures.head.time_since_epoch() + wall_);
  const bool json = format_ == LogFormat::json;
  if (json) out += "{\"time\":\"";
  time_.append(out, System::time_point{since});
  if (json) out += '"';
  json ? append_json_line(out, entry, end) : append_text_line(out, entry, end);
}

}  // namespace siding::dispatch
