// error.hpp - what the SDK throws, and what a handler may throw.
//
// A handler that ends with http_error answers that status and text. Every other
// exception becomes a generic 500 (504 for timed_out, 503 where the host is full
// or stopping): its text goes to the log, with the request's id, never to the client.
#pragma once

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>

#include <siding/abi.h>

namespace siding {

// Why a request, a background scope or one branch of it was told to stop.
enum class stop_reason : std::int32_t {
  cancelled = SIDING_E_CANCELLED,  // by its own code: the loser of any(), a closed scope
  gone = SIDING_E_GONE,            // the client has left
  deadline = SIDING_E_DEADLINE,    // the route's timeout has passed
  draining = SIDING_E_DRAINING,    // the host is stopping
  content = SIDING_E_CONTENT,      // the request's content was malformed, cut short, too large or too slow
};

inline const char* to_string(stop_reason why) noexcept {
  switch (why) {
    case stop_reason::gone:
      return "the client has left";
    case stop_reason::deadline:
      return "the route's timeout has passed";
    case stop_reason::draining:
      return "the host is stopping";
    case stop_reason::content:
      return "the request's content can't be read";
    case stop_reason::cancelled:
      break;
  }
  return "cancelled";
}

// The host refused something. code() is one of SIDING_E_.
class error : public std::runtime_error {
 public:
  error(std::int32_t code, const std::string& text) : std::runtime_error(text), code_{code} {}
  std::int32_t code() const noexcept { return code_; }

 private:
  std::int32_t code_;
};

// Thrown by co_await when the work was told to stop. Let it pass: destructors
// clean up. Caught, it comes again at the next await, except from offload().
class cancelled : public error {
 public:
  explicit cancelled(stop_reason why) : error(static_cast<std::int32_t>(why), to_string(why)) {}
  stop_reason reason() const noexcept { return static_cast<stop_reason>(code()); }
};

// Thrown by with_timeout.
class timed_out : public std::runtime_error {
 public:
  timed_out() : std::runtime_error("timed out") {}
};

// Answers this status with this text. status: 400 to 599.
class http_error : public std::runtime_error {
 public:
  http_error(unsigned status, const std::string& text) : std::runtime_error(text), status_{status} {}
  unsigned status() const noexcept { return status_; }

 private:
  unsigned status_;
};

namespace detail {

// `what` says which operation it was, for the messages that do not explain themselves.
[[noreturn]] inline void throw_code(std::int32_t code, const char* what) {
  switch (code) {
    case SIDING_E_CANCELLED:
    case SIDING_E_GONE:
    case SIDING_E_DEADLINE:
    case SIDING_E_DRAINING:
    case SIDING_E_CONTENT:
      throw cancelled{static_cast<stop_reason>(code)};
    case SIDING_E_MODE:
      throw error{
          code,
          "offload is refused in mode `async`, which promises not to block: write `mode: offload` for this route "
          "in routes.yaml, or declare the handler with siding::offloading<> instead of siding::async<>"};
    case SIDING_E_OVERLOADED:
      throw error{code, std::string{what} + ": the worker pool's queue is full"};
    case SIDING_E_SYSTEM:
      throw error{code, std::string{what} + ": " + std::generic_category().message(errno)};
    default:
      throw error{code, std::string{what} + ": refused by the host with code " + std::to_string(code)};
  }
}

inline void throw_if_failed(std::int32_t code, const char* what) {
  if (code < 0) throw_code(code, what);
}

}  // namespace detail
}  // namespace siding
