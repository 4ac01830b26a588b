// log.hpp - lines in the host's log, under plugin.NAME.
//
//   siding::log::info("read ", count, " rows in ", seconds, " s");
//
// Inside a handler, a coroutine or offloaded work the line carries the request's
// id. On a thread that the plugin started itself it carries none.
// Threads: any.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <siding/abi.h>
#include <siding/context.hpp>

namespace siding::log {

enum class level : std::uint32_t {
  trace = SIDING_LOG_TRACE,
  debug = SIDING_LOG_DEBUG,
  info = SIDING_LOG_INFO,
  warn = SIDING_LOG_WARN,
  error = SIDING_LOG_ERROR,
  critical = SIDING_LOG_CRITICAL,
};

namespace detail {

template <class T>
concept loggable = std::convertible_to<const T&, std::string_view> || std::is_arithmetic_v<T>;

template <loggable T>
void append(std::string& line, const T& value) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    line += std::string_view{value};
  } else if constexpr (std::same_as<T, bool>) {
    line += value ? "true" : "false";
  } else if constexpr (std::same_as<T, char>) {
    line += value;
  } else {
    char digits[64];
    const std::to_chars_result end = std::to_chars(digits, digits + sizeof(digits), value);
    line.append(digits, end.ec == std::errc{} ? end.ptr : digits);
  }
}

}  // namespace detail

// Whether lines of that level are written. Nothing is written before the plugin's init.
inline bool enabled(level at) noexcept {
  const siding::detail::context here = siding::detail::current_context();
  return here.rt && static_cast<std::uint32_t>(at) >= here.rt->core->log_level(here.rt->host);
}

// One line of strings and numbers, put together only if it is written.
template <detail::loggable... Part>
void write(level at, const Part&... parts) {
  if (!enabled(at)) return;
  std::string line;
  (detail::append(line, parts), ...);
  const siding::detail::context here = siding::detail::current_context();
  here.rt->core->log(here.rt->host, here.scope, static_cast<std::uint32_t>(at), siding::detail::to_abi(line));
}

template <detail::loggable... Part>
void trace(const Part&... parts) {
  write(level::trace, parts...);
}
template <detail::loggable... Part>
void debug(const Part&... parts) {
  write(level::debug, parts...);
}
template <detail::loggable... Part>
void info(const Part&... parts) {
  write(level::info, parts...);
}
template <detail::loggable... Part>
void warn(const Part&... parts) {
  write(level::warn, parts...);
}
template <detail::loggable... Part>
void error(const Part&... parts) {
  write(level::error, parts...);
}
template <detail::loggable... Part>
void critical(const Part&... parts) {
  write(level::critical, parts...);
}

}  // namespace siding::log
