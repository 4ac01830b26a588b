// stream_functions.hpp - siding.stream/1 of testing::host. Included by host_functions.hpp.
//
// What is read comes from the test's request; what is written is kept as the answer's body.
#pragma once

#include <siding/testing/request_state.hpp>

namespace siding::testing::detail {

inline request_state& of(siding_request* request) {
  return *reinterpret_cast<request_state*>(request);
}
// The answer that was begun is over.
inline std::int32_t end_stream(request_state& request, std::string_view failure, bool aborted) {
  engine& owner = *request.scope.owner;
  const std::int32_t result = owner.locked([&]() -> std::int32_t {
    if (!request.begun) return SIDING_E_INVALID;
    request.out = std::move(request.begun);
    request.begun.reset();
    request.out->failure = failure;
    request.out->aborted = aborted;
    return SIDING_OK;
  });
  owner.notify();
  return result;
}

// SIDING_RAN and the next piece, SIDING_END, a reason, or SIDING_OK: none comes.
inline std::int32_t next_piece(request_state& request, siding_str& piece) {
  return request.scope.owner->locked([&]() -> std::int32_t {
    if (request.out) return SIDING_E_INVALID;
    if (const std::int32_t why = engine::lost(request.scope)) return why;
    if (request.to_read.empty()) return request.given.ends ? SIDING_END : SIDING_OK;
    request.lent = std::move(request.to_read.front());
    request.to_read.pop_front();
    piece = siding::detail::to_abi(request.lent);
    return SIDING_RAN;
  });
}

inline std::int32_t read(siding_request* handle, siding_op* op, siding_str* piece) {
  request_state& request = of(handle);
  const std::int32_t result = next_piece(request, *piece);
  if (result == SIDING_OK) return request.scope.owner->transfer(request.scope, *op);
  return result == SIDING_RAN ? request.scope.owner->post(request.scope, *op) : result;  // as if it had to wait
}

inline std::int32_t read_wait(siding_request* handle, siding_str* piece) {
  request_state& request = of(handle);
  if (!engine::may_wait(request.scope)) return SIDING_E_MODE;
  const std::int32_t result = next_piece(request, *piece);
  if (result == SIDING_RAN) return SIDING_OK;
  return result == SIDING_OK ? SIDING_E_GONE : result;  // it would wait for ever
}

inline std::int32_t begin(siding_request* handle, const siding_response* head, std::uint64_t length) {
  request_state& request = of(handle);
  return request.scope.owner->locked([&]() -> std::int32_t {
    if (request.out || request.begun) return SIDING_E_ANSWERED;
    answer given;
    if (head->body.size != 0 || !accept(*head, given)) return SIDING_E_INVALID;
    given.streamed = true;
    request.left = length;
    request.begun = std::move(given);
    return SIDING_OK;
  });
}

inline std::int32_t take_bytes(request_state& request, siding_str bytes) {
  return request.scope.owner->locked([&]() -> std::int32_t {
    if (!request.begun) return SIDING_E_INVALID;
    if (const std::int32_t why = engine::lost(request.scope)) return why;
    if (bytes.size > request.left) return SIDING_E_INVALID;
    if (request.left != SIDING_LENGTH_UNKNOWN) request.left -= bytes.size;
    request.begun->body += siding::detail::from_abi(bytes);
    return SIDING_OK;
  });
}

inline std::int32_t write(siding_request* handle, siding_op* op, siding_str bytes) {
  constexpr std::uint64_t kCopied = 16 << 10;
  request_state& request = of(handle);
  if (const std::int32_t refused = take_bytes(request, bytes)) return refused;
  if (bytes.size <= kCopied && !request.given.takes_slowly) return SIDING_RAN;
  return request.scope.owner->post(request.scope, *op);
}

inline std::int32_t write_wait(siding_request* handle, siding_str bytes) {
  request_state& request = of(handle);
  return engine::may_wait(request.scope) ? take_bytes(request, bytes) : SIDING_E_MODE;
}

inline std::int32_t finish(siding_request* handle) {
  request_state& request = of(handle);
  const bool is_short = request.left != 0 && request.left != SIDING_LENGTH_UNKNOWN;
  const std::int32_t result = end_stream(request, {}, is_short);
  return result == SIDING_OK && is_short ? SIDING_E_CONTENT : result;
}

inline const siding_stream_v1& stream_table() {
  static constexpr siding_stream_v1 table{
      .size = sizeof(siding_stream_v1),
      .reserved = 0,
      .read = &read,
      .read_wait = &read_wait,
      .begin = &begin,
      .write = &write,
      .write_wait = &write_wait,
      .finish = &finish,
  };
  return table;
}

}  // namespace siding::testing::detail
