// access_entry.hpp - what the access log tells of one request.
//
// The views are of whoever made it: of the request on its loop, of the lane's copy later.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log_format.hpp"
#include "base/log_options.hpp"
#include "base/text_buffer.hpp"
#include "dispatch/request_times.hpp"

namespace siding::dispatch {

struct Route;

// How a request ended.
enum class Outcome : std::uint8_t {
  ok,           // its answer was sent, whatever the status
  refused,      // it was malformed, or too large
  no_route,     // 404, 405, OPTIONS
  rejected,     // 503 before its plugin was called
  timed_out,    // 504
  broken,       // the plugin gave its answer up half-way
  client_gone,  // before the answer was sent
};
std::string_view to_string(Outcome outcome) noexcept;

struct AccessEntry {
  // What is copied as it is.
  struct Figures {
    std::uint64_t id = 0;
    const Route* route = nullptr;         // null: none
    scheduler::Clock::time_point head{};  // when it began
    Marks marks;                          // where they are exact
    std::uint64_t bytes = 0;              // of content that was sent
    std::uint16_t status = 0;             // 0: it got no answer
    Outcome outcome = Outcome::ok;
  };

  Figures figures;
  std::string_view method;
  std::string_view path;
  std::string_view query;  // where that is asked for
  std::string_view client;
  std::string_view trace;  // its traceparent
};

// Makes lines of them. All of their routes are of one table.
class AccessLines {
 public:
  explicit AccessLines(LogFormat format) : format_{format} {}

  // What to add to the clock of loops for the time of day.
  void set_wall(std::chrono::nanoseconds wall) { wall_ = wall; }
  // Of a request whose last byte left at `end`.
  void append(TextBuffer& out, const AccessEntry& entry, scheduler::Clock::time_point end);

 private:
  bool json() const { return format_ == LogFormat::json; }
  std::string_view members_of(const Route* route);

  const LogFormat format_;
  std::chrono::nanoseconds wall_{};
  std::vector<std::string> routes_;  // what a line tells of one, by its index; empty: not yet made
  UtcText time_;
};

}  // namespace siding::dispatch
