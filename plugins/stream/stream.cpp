// stream - content that is never whole in memory: an upload that is summed, a download, a clock.
//
// plugins:
//   stream: { file: stream.so }
// routes:
//   - { path: /upload, methods: [POST], plugin: stream, handler: sum, body: stream }
//   - { path: /upload-sync, methods: [POST], plugin: stream, handler: sum_sync, body: stream }
//   - { path: "/download/{bytes:int}", plugin: stream, handler: download }
//   - { path: /clock, plugin: stream, handler: clock }
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <siding/plugin.hpp>

namespace {

// FNV-1a, 64 bits: enough to see that nothing was lost on the way.
class Sum {
 public:
  void add(std::string_view piece) {
    for (const char byte : piece) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    bytes_ += piece.size();
  }
  siding::response to_json() const {
    return siding::json("{\"bytes\":" + std::to_string(bytes_) + ",\"fnv1a\":" + std::to_string(hash_) + "}");
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
  std::uint64_t bytes_ = 0;
};

std::uint64_t number(const siding::request& request, std::string_view name) {
  const std::string_view text = request.param(name).value_or("");
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
    throw siding::http_error{400, "that is no number of bytes"};
  }
  return value;
}

class Stream {
 public:
  explicit Stream(const siding::config& config) : tick_{config.get("tick", std::chrono::milliseconds{1000})} {}

  // Pulled: while the sum is behind, the client has to wait.
  siding::task<siding::response> sum(const siding::request& request) {
    Sum sum;
    siding::body_reader body{request};
    while (const auto piece = co_await body.read()) sum.add(*piece);
    co_return sum.to_json();
  }

  // The same as an ordinary function, which may hold its thread.
  siding::response sum_sync(const siding::request& request) {
    Sum sum;
    siding::body_reader body{request};
    while (const auto piece = body.read_wait()) sum.add(*piece);
    return sum.to_json();
  }

  // Pushed: so many bytes, of which a block exists at a time, as fast as the client takes them.
  siding::task<siding::response> download(const siding::request& request) {
    const std::uint64_t length = number(request, "bytes");
    siding::response_stream out{request, siding::status(200).header("Content-Type", "application/octet-stream"),
                                length};
    const std::string block(64 << 10, 'x');
    for (std::uint64_t left = length; left > 0;) {
      const std::uint64_t size = left < block.size() ? left : block.size();
      co_await out.write(std::string_view{block}.substr(0, size));
      left -= size;
    }
    co_return out.done();
  }

  // Events for a browser: new EventSource("/clock").onmessage = ...
  siding::task<siding::response> clock(const siding::request& request) {
    siding::event_stream events{request};
    for (int ticks = 1; co_await events.pause(tick_); ++ticks) co_await events.send("tick " + std::to_string(ticks));
    co_return events.done();
  }

 private:
  std::chrono::milliseconds tick_;
};

}  // namespace

SIDING_PLUGIN(Stream, "stream", "1.0.0", siding::needs("siding.stream/1"),
              siding::async<&Stream::sum>("sum").streams_body(),
              siding::sync<&Stream::sum_sync>("sum_sync").streams_body(), siding::async<&Stream::download>("download"),
              siding::async<&Stream::clock>("clock"))
