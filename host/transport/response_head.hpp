// response_head.hpp - writes the heads of responses: status line, Date, framing.
//
// Owner:   one per loop, since it caches the text that changes once a second.
// Threads: the loop's driver.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/text_buffer.hpp"
#include "http/response.hpp"

namespace siding::transport {

// What a head says beyond the response itself.
struct Persistence {
  bool close = false;      // the connection ends after this response
  bool announced = false;  // an HTTP/1.0 client has to be told that it goes on
};

// Where the content ends: after that many bytes, or as it says itself.
struct ContentEnd {
  std::optional<std::uint64_t> length;
  bool chunked = false;
};

class ResponseHeads {
 public:
  using Clock = std::chrono::steady_clock;

  // Appends the whole head. The content's length is that of the response, also
  // where its content is left out (HEAD). `now` is the time of the cycle.
  void append(TextBuffer& out, const http::Response& response, const ContentEnd& end, const Persistence& persistence,
              Clock::time_point now);

 private:
  void append_first(TextBuffer& out, const http::Response& response, const ContentEnd& end) const;
  void refresh(Clock::time_point now);

  std::string date_;              // "Date: ...\r\n"
  std::string usual_;             // how nearly every head begins, up to the number of Content-Length
  Clock::time_point stale_at_{};  // the next full second
};

}  // namespace siding::transport
