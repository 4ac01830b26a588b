// stream.hpp - content in pieces: requests as they arrive, responses as they are made.
//
//   siding::body_reader body{request};                          // the route says `body: stream`
//   while (const auto piece = co_await body.read()) hash.add(*piece);
//
//   siding::response_stream out{request, siding::status(200).header("Content-Type", "text/plain")};
//   co_await out.write("one\n");
//   co_return out.done();
//
// A sync handler has no co_await: read_wait() and write_wait() hold its thread instead.
// Owner:   the handler; both end before it does. Bounds: one operation at a time each;
//          64 KiB wait in the host on either way, then the other side has to wait.
#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <siding/abi.h>
#include <siding/op/awaitable.hpp>
#include <siding/request.hpp>
#include <siding/response.hpp>

namespace siding {

namespace detail {

inline const siding_stream_v1& stream_table(const runtime& rt) {
  if (!rt.stream) throw error{SIDING_E_INVALID, "this host has no " SIDING_STREAM_1};
  return *rt.stream;
}

// What a thread that waits is told when it must not.
[[noreturn]] inline void throw_waiting(std::int32_t code, const char* what) {
  if (code != SIDING_E_MODE) throw_code(code, what);
  throw error{code, std::string{what} +
                        ": it holds its thread, which an event loop can't spare: co_await the other one, "
                        "or run the route with `mode: sync`"};
}

class read_awaitable : public op_awaitable {
 public:
  read_awaitable(const siding_stream_v1& table, siding_request* request) noexcept : table_{table}, request_{request} {}

  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    return suspend(waiter, [this](branch&, ::siding_op& op) { return table_.read(request_, &op, &piece_); });
  }
  std::optional<std::string_view> await_resume() const {
    throw_if_failed(result(), "body_reader::read");
    return result() == SIDING_END ? std::nullopt : std::optional{from_abi(piece_)};
  }

 private:
  const siding_stream_v1& table_;
  siding_request* request_;
  siding_str piece_{nullptr, 0};
};

class write_awaitable : public op_awaitable {
 public:
  write_awaitable(const siding_stream_v1& table, siding_request* request, std::string_view bytes) noexcept
      : table_{table}, request_{request}, bytes_{bytes} {}

  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    return suspend(waiter, [this](branch&, ::siding_op& op) { return table_.write(request_, &op, to_abi(bytes_)); });
  }
  void await_resume() const { throw_if_failed(result(), "response_stream::write"); }

 private:
  const siding_stream_v1& table_;
  siding_request* request_;
  std::string_view bytes_;
};

}  // namespace detail

// The content of a request. Works on every route; on one with `body: stream` it comes as the client sends it.
class body_reader {
 public:
  explicit body_reader(const request& from) : table_{detail::stream_table(*from.rt_)}, request_{from.handle_} {}
  body_reader(const body_reader&) = delete;
  body_reader& operator=(const body_reader&) = delete;

  // co_await gives the next piece, which lives until the next read; nothing at the end. Throws cancelled.
  detail::read_awaitable read() noexcept { return {table_, request_}; }

  // The same for a handler that is no coroutine, and for offloaded calls: holds the thread.
  std::optional<std::string_view> read_wait() {
    siding_str piece{nullptr, 0};
    const std::int32_t result = table_.read_wait(request_, &piece);
    if (result < 0) detail::throw_waiting(result, "body_reader::read_wait");
    return result == SIDING_END ? std::nullopt : std::optional{detail::from_abi(piece)};
  }

 private:
  const siding_stream_v1& table_;
  siding_request* request_;
};

// A response that is sent while it is made. The handler returns done(); when it throws instead,
// the connection ends, so that the client can tell that something is missing.
class response_stream {
 public:
  // The head leaves at once: status and headers of `head`, which has no body. With a length
  // exactly as many bytes have to be written. Throws error when the head can't be sent.
  response_stream(const request& to, response head, std::uint64_t length = SIDING_LENGTH_UNKNOWN);
  response_stream(const response_stream&) = delete;
  response_stream& operator=(const response_stream&) = delete;

  // co_await it: the bytes stay where they are until then. Throws cancelled when the client has
  // left, or wants no content (HEAD); error when it is more than the length.
  detail::write_awaitable write(std::string_view bytes) noexcept { return {table_, request_, bytes}; }

  // The same for a handler that is no coroutine, and for offloaded calls: holds the thread.
  void write_wait(std::string_view bytes) {
    const std::int32_t result = table_.write_wait(request_, detail::to_abi(bytes));
    if (result < 0) detail::throw_waiting(result, "response_stream::write_wait");
  }

  // What the handler returns.
  response done() const { return response{detail::streamed{}}; }

 private:
  const siding_stream_v1& table_;
  siding_request* request_;
};

inline response_stream::response_stream(const request& to, response head, std::uint64_t length)
    : table_{detail::stream_table(*to.rt_)}, request_{to.handle_} {
  if (!head.body().empty()) throw error{SIDING_E_INVALID, "response_stream: its head has a body; write() it"};
  const detail::field_list fields{head};
  const siding_response out = detail::head_of(head, fields);
  detail::throw_if_failed(table_.begin(request_, &out, length), "response_stream");
}

}  // namespace siding
