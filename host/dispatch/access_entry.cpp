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

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// "12.034"
void append_ms(std::string& out, nanoseconds time) {
  auto left = static_cast<std::uint64_t>(std::max<nanoseconds::rep>(time.count(), 0) / 1000);
  std::array<char, 24> text;
  char* at = text.end();
  for (int digits = 0; digits < 4 || left > 0; ++digits, left /= 10) {
    if (digits == 3) *--at = '.';
    *--at = static_cast<char>('0' + left % 10);
  }
  out.append(at, static_cast<std::size_t>(text.end() - at));
}

bool is_visible(char c) {
  return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
}

// A request that was refused may hold anything.
void append_visible(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_visible);
    const auto visible = static_cast<std::size_t>(end - text.begin());
    out.append(text.substr(0, visible));
    if (visible == text.size()) return;
    const auto byte = static_cast<unsigned char>(*end);
    out.append("\\x").append({kDigits[byte >> 4], kDigits[byte & 15]});
    text.remove_prefix(visible + 1);
  }
}

// What a line has before a member's value.
struct Key {
  std::string_view json;
  std::string_view text;
};

class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(out) {}

  void text(Key key, std::string_view value) { append_json(out_.append(key.json), value); }
  void word(Key key, std::string_view value) { out_.append(key.json).append("\"").append(value).append("\""); }
  void number(Key key, std::uint64_t value) { append_number(out_.append(key.json), value); }
  void nothing(Key key) { out_.append(key.json).append("null"); }
  void time(Key key, nanoseconds value) { append_ms(out_.append(key.json), value); }
  void constant(std::string_view members) { out_.append(members); }
  void end() { out_.append("}\n"); }

 private:
  std::string& out_;
};

class TextLine {
 public:
  explicit TextLine(std::string& out) : out_(out) {}

  void text(Key key, std::string_view value) { append_visible(out_.append(key.text), value); }
  void word(Key key, std::string_view value) { out_.append(key.text).append(value); }
  void number(Key key, std::uint64_t value) { append_number(out_.append(key.text), value); }
  void nothing(Key key) { out_.append(key.text).append("-"); }
  void time(Key key, nanoseconds value) {
    append_ms(out_.append(key.text), value);
    out_.append("ms");
  }
  void constant(std::string_view members) { out_.append(members); }
  void end() { out_.append("\n"); }

 private:
  std::string& out_;
};

template <class Line>
std::string route_members(const Route& route) {
  std::string members;
  Line line{members};
  line.text({",\"route\":", " route="}, route.options.name);
  line.text({",\"plugin\":", " plugin="}, route.options.plugin);
  line.text({",\"handler\":", " handler="}, route.handler_name);
  line.word({",\"mode\":", " mode="}, to_string(route.mode));
  return members;
}

template <class Line>
void phase_members(Line& line, const Phases& phases) {
  line.time({",\"queue_ms\":", " queue="}, phases.queue);
  line.time({",\"run_ms\":", " run="}, phases.run);
  line.time({",\"wait_ms\":", " wait="}, phases.wait);
  line.time({",\"write_ms\":", " write="}, phases.write);
}

// What a line has after its time, in this order.
template <class Line>
void members(Line line, const AccessEntry& entry, std::string_view route, scheduler::Clock::time_point end) {
  const auto& figures = entry.figures;
  constexpr Key kStatus{",\"status\":", "\" "};
  line.text({",\"client\":", " "}, entry.client);
  line.text({",\"method\":", " \""}, entry.method);
  line.text({",\"path\":", " "}, entry.path);
  if (!entry.query.empty()) line.text({",\"query\":", "?"}, entry.query);
  figures.status == 0 ? line.nothing(kStatus) : line.number(kStatus, figures.status);
  line.number({",\"bytes\":", " "}, figures.bytes);
  line.time({",\"duration_ms\":", " "}, end - figures.head);
  line.word({",\"outcome\":", " "}, to_string(figures.outcome));
  line.constant(route);
  if (figures.marks.exact) phase_members(line, figures.marks.phases(end));
  line.word({",\"request_id\":", " id="}, RequestId(figures.id).view());
  if (!entry.trace.empty()) line.word({",\"traceparent\":", " traceparent="}, entry.trace);
  line.end();
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
  return kOutcomes[static_cast<std::size_t>(outcome)];
}

// The same for each request, so it is made once.
std::string_view AccessLines::members_of(const Route* route) {
  if (!route) return {};
  if (route->index >= routes_.size()) routes_.resize(route->index + 1);
  std::string& made = routes_[route->index];
  if (made.empty()) made = json() ? route_members<JsonLine>(*route) : route_members<TextLine>(*route);
  return made;
}

void AccessLines::append(std::string& out, const AccessEntry& entry, scheduler::Clock::time_point end) {
  using System = std::chrono::system_clock;
  const auto since = std::chrono::duration_cast<System::duration>(entry.figures.head.time_since_epoch() + wall_);
  const std::string_view route = members_of(entry.figures.route);
  if (json()) out += "{\"time\":\"";
  time_.append(out, System::time_point{since});
  if (json()) out += '"';
  json() ? members(JsonLine{out}, entry, route, end) : members(TextLine{out}, entry, route, end);
}

}  // namespace siding::dispatch
