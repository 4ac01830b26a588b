#include "dispatch/access_entry.hpp"

#include <algorithm>
#include <array>

#include "base/byte_set.hpp"
#include "base/digits.hpp"
#include "base/json_text.hpp"
#include "base/mode.hpp"
#include "dispatch/request_id.hpp"
#include "dispatch/route.hpp"

namespace siding::dispatch {

namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 7> kOutcomes{"ok",        "refused", "no_route",   "rejected",
                                                    "timed_out", "broken",  "client_gone"};

constexpr ByteSet kVisible = ByteSet::range(0x21, 0x7E).without("\"\\");
// Of a line, without its texts: keys, numbers, times, the outcome, the id.
constexpr std::size_t kFixedRoom = 768;

// "12.034"
char* put_ms(char* to, nanoseconds time) {
  const auto micros = static_cast<std::uint64_t>(std::max<nanoseconds::rep>(time.count(), 0) / 1000);
  to = put_number(to, micros / 1000);
  *to++ = '.';
  return put_three_digits(to, static_cast<unsigned>(micros % 1000));
}

// A request that was refused may hold anything. It takes four bytes for one at most.
char* put_visible(char* to, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (;;) {
    const auto visible = static_cast<std::size_t>(kVisible.end(text) - text.data());
    to = TextBuffer::put(to, text.substr(0, visible));
    if (visible == text.size()) return to;
    const auto byte = static_cast<unsigned char>(text[visible]);
    to = TextBuffer::put(to, "\\x");
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
    text.remove_prefix(visible + 1);
  }
}

// What a line has before a member's value.
struct Key {
  std::string_view json;
  std::string_view text;
};

// Is written member by member, to where there is room for all of it.
class Line {
 public:
  explicit Line(char* to) : to_(to) {}

  void constant(std::string_view members) { put(members); }
  char* end() const { return to_; }

 protected:
  template <class... Texts>
  void put(const Texts&... texts) {
    ((to_ = TextBuffer::put(to_, texts)), ...);
  }

  char* to_;
};

class JsonLine : public Line {
 public:
  using Line::Line;

  void begin(std::string_view time) { put(R"({"time":")", time, R"(")"); }
  void text(Key key, std::string_view value) { to_ = put_json(TextBuffer::put(to_, key.json), value); }
  void word(Key key, std::string_view value) { put(key.json, R"(")", value, R"(")"); }
  void number(Key key, std::uint64_t value) { to_ = put_number(TextBuffer::put(to_, key.json), value); }
  void nothing(Key key) { put(key.json, "null"); }
  void time(Key key, nanoseconds value) { to_ = put_ms(TextBuffer::put(to_, key.json), value); }
  void finish() { put("}\n"); }
};

class TextLine : public Line {
 public:
  using Line::Line;

  void begin(std::string_view time) { put(time); }
  void text(Key key, std::string_view value) { to_ = put_visible(TextBuffer::put(to_, key.text), value); }
  void word(Key key, std::string_view value) { put(key.text, value); }
  void number(Key key, std::uint64_t value) { to_ = put_number(TextBuffer::put(to_, key.text), value); }
  void nothing(Key key) { put(key.text, "-"); }
  void time(Key key, nanoseconds value) {
    to_ = put_ms(TextBuffer::put(to_, key.text), value);
    put("ms");
  }
  void finish() { put("\n"); }
};

template <class Format>
std::string route_members(const Route& route) {
  const auto texts = route.options.name.size() + route.options.plugin.size() + route.handler_name.size();
  std::string members(kFixedRoom + json_room(texts), '\0');
  Format line{members.data()};
  line.text({",\"route\":", " route="}, route.options.name);
  line.text({",\"plugin\":", " plugin="}, route.options.plugin);
  line.text({",\"handler\":", " handler="}, route.handler_name);
  line.word({",\"mode\":", " mode="}, to_string(route.mode));
  members.resize(static_cast<std::size_t>(line.end() - members.data()));
  return members;
}

template <class Format>
void phase_members(Format& line, const Phases& phases) {
  line.time({",\"queue_ms\":", " queue="}, phases.queue);
  line.time({",\"run_ms\":", " run="}, phases.run);
  line.time({",\"wait_ms\":", " wait="}, phases.wait);
  line.time({",\"write_ms\":", " write="}, phases.write);
}

// All that a line has, in this order.
template <class Format>
char* put_line(char* to, std::string_view time, const AccessEntry& entry, std::string_view route,
               scheduler::Clock::time_point end) {
  Format line{to};
  const auto& figures = entry.figures;
  constexpr Key kStatus{",\"status\":", "\" "};
  line.begin(time);
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
  line.finish();
  return line.end();
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

void AccessLines::append(TextBuffer& out, const AccessEntry& entry, scheduler::Clock::time_point end) {
  using System = std::chrono::system_clock;
  const auto since = std::chrono::duration_cast<System::duration>(entry.figures.head.time_since_epoch() + wall_);
  const std::string_view time = time_.of(System::time_point{since});
  const std::string_view route = members_of(entry.figures.route);
  const auto texts = entry.client.size() + entry.method.size() + entry.path.size() + entry.query.size();
  char* const to = out.room(kFixedRoom + route.size() + entry.trace.size() + json_room(texts));
  out.end_at(json() ? put_line<JsonLine>(to, time, entry, route, end)
                    : put_line<TextLine>(to, time, entry, route, end));
}

}  // namespace siding::dispatch
