// event_stream.hpp - server-sent events (text/event-stream), for a browser's EventSource.
//
//   siding::event_stream events{request};
//   while (co_await events.pause(1s)) co_await events.send({"tick", "12:00:01"});
//   co_return events.done();
//
// A client that comes back says what it had last: events.last_id().
// Owner: the handler, as of a response_stream.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <siding/request.hpp>
#include <siding/response.hpp>
#include <siding/sleep.hpp>
#include <siding/stream.hpp>
#include <siding/task.hpp>

namespace siding {

// One event. An empty name is "message" to the client.
struct event_text {
  std::string name;
  std::string data;  // lines may end with LF, CR LF or CR
  std::string id;

  event_text(std::string text) : data{std::move(text)} {}  // implicit: the usual case
  event_text(const char* text) : data{text} {}
  event_text(std::string event, std::string text, std::string last_id = {})
      : name{std::move(event)}, data{std::move(text)}, id{std::move(last_id)} {}

  // As it goes to the client. Throws error when name or id has a line break, or id a NUL.
  std::string to_string() const;
};

class event_stream {
 public:
  // Answers 200. `extra`: further headers.
  explicit event_stream(const request& to, response extra = siding::status(200))
      : last_id_{to.header("Last-Event-ID").value_or("")},
        out_{to, std::move(extra).header("Content-Type", "text/event-stream").header("Cache-Control", "no-store")} {}

  // Throws cancelled when the client has left.
  task<void> send(event_text event) {
    const std::string text = event.to_string();
    co_await out_.write(text);
  }
  void send_wait(const event_text& event) { out_.write_wait(event.to_string()); }

  // A line that the client ignores: keeps proxies from thinking that the connection is dead.
  task<void> keep_alive() { co_await out_.write(":\n\n"); }

  // co_await gives true after that time, and false when the host stops: then it is time to end.
  // Throws cancelled when the client has left.
  template <class Rep, class Period>
  task<bool> pause(std::chrono::duration<Rep, Period> time) {
    try {
      co_await sleep_for(time);
    } catch (const cancelled& stopped) {
      if (stopped.reason() != stop_reason::draining) throw;
      co_return false;
    }
    co_return true;
  }

  // The id of the last event that the client has seen; empty when it comes for the first time.
  std::string_view last_id() const noexcept { return last_id_; }
  response done() const { return out_.done(); }

 private:
  std::string_view last_id_;
  response_stream out_;
};

inline std::string event_text::to_string() const {
  std::string out;
  const auto add = [&out](std::string_view field, std::string_view value) {
    out.append(field).append(": ").append(value).append("\n");
  };
  if (name.find_first_of("\r\n") != name.npos) throw error{SIDING_E_INVALID, "an event's name has a line break"};
  if (id.find_first_of(std::string_view{"\r\n\0", 3}) != id.npos) {
    throw error{SIDING_E_INVALID, "an event's id has a line break or a NUL"};
  }
  if (!name.empty()) add("event", name);
  if (!id.empty()) add("id", id);
  for (std::string_view rest = data;;) {
    const std::size_t end = rest.find_first_of("\r\n");
    add("data", rest.substr(0, end));
    if (end == rest.npos) break;
    rest.remove_prefix(end + (rest.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return out += '\n';
}

}  // namespace siding
