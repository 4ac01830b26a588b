// op.hpp - an operation of a plugin, and short forms of the tables it calls.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <siding/abi.h>

#include "dispatch/extensions.hpp"
#include "unit/scheduler/record.hpp"

namespace siding::test {

inline const siding_core_v1& core() {
  return dispatch::core_extension();
}
inline const siding_fd_v1& fds() {
  return dispatch::fd_extension();
}

inline const siding_stream_v1& streams() {
  return dispatch::stream_extension();
}

inline siding_str str(std::string_view text) {
  return {text.data(), text.size()};
}

// Records each result that `done` brings, then calls `then`.
struct Op : siding_op {
  explicit Op(std::function<void(std::int32_t)> f = [](std::int32_t) {}) : siding_op{}, then(std::move(f)) {
    size = sizeof(siding_op);
    done = [](siding_op* op, std::int32_t result) {
      Op& self = *static_cast<Op*>(op);
      auto& record = self.finished;
      self.then(result);
      record.add(result);
    };
  }
  Op(const Op&) = delete;
  Op& operator=(const Op&) = delete;

  // Waits for `done`.
  std::int32_t result() { return finished.wait_for(1).front(); }
  std::size_t times_done() const { return finished.items().size(); }

  std::function<void(std::int32_t)> then;
  Record<std::int32_t> finished;  // after `then`
};

inline std::uint64_t deadline_in(std::chrono::nanoseconds time) {
  const auto at = std::chrono::steady_clock::now() + time;
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(at.time_since_epoch()).count());
}

inline siding_response response_of(unsigned status, std::string_view body) {
  siding_response response{};
  response.size = sizeof response;
  response.status = status;
  response.body = str(body);
  response.body_kind = SIDING_BODY_COPY;
  return response;
}

inline std::string_view view(siding_str text) {
  return {text.data, static_cast<std::size_t>(text.size)};
}

inline std::int32_t begin(siding_request* request, std::uint64_t length = SIDING_LENGTH_UNKNOWN) {
  const siding_response head = response_of(200, {});
  return streams().begin(request, &head, length);
}

inline std::int32_t respond(siding_request* request, unsigned status = 200, std::string_view body = {}) {
  const siding_response response = response_of(status, body);
  return core().respond(request, &response);
}

}  // namespace siding::test
