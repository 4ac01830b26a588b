// context.hpp - the host as this library sees it, and whom the thread works for.
//
// Awaitables get their scope from the coroutine that awaits them, never from
// here. The thread's context serves what is no awaitable: log lines, and the
// scopes that a plugin's constructor opens.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <siding/abi.h>
#include <siding/error.hpp>

namespace siding::detail {

inline siding_str to_abi(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
inline std::string_view from_abi(siding_str text) noexcept {
  return {text.data, static_cast<std::size_t>(text.size)};
}

// What siding/testing.hpp offers as an extension, so that its clock can be a virtual one.
struct testing_clock {
  static constexpr std::string_view extension = "siding.testing.clock/1";
  std::uint64_t (*now_ns)(const siding_host* host);
};

// The tables of one host. Lives as long as the plugin's instance.
struct runtime {
  const siding_host* host = nullptr;
  const siding_core_v1* core = nullptr;
  const siding_config_v1* config = nullptr;  // nullptr: this host has none
  const siding_fd_v1* fd = nullptr;          // nullptr: this host has none
  const siding_stream_v1* stream = nullptr;  // nullptr: this host has none
  const testing_clock* clock = nullptr;      // nullptr: the real one

  // CLOCK_MONOTONIC, as deadlines are given.
  std::uint64_t now_ns() const noexcept {
    if (clock) return clock->now_ns(host);
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
  }
};

// The table of that name, when the host has all of it that this SDK knows.
template <class Table>
const Table* find_extension(const siding_host& host, std::string_view name, std::size_t known) noexcept {
  const auto* table = static_cast<const Table*>(host.get_extension(&host, to_abi(name)));
  return table && table->size >= known ? table : nullptr;
}

// Throws error when the host lacks what no plugin can do without.
inline runtime connect(const siding_host& host) {
  runtime result;
  result.host = &host;
  result.core = find_extension<siding_core_v1>(host, SIDING_CORE_1, offsetof(siding_core_v1, scope_close) + 8);
  result.config = find_extension<siding_config_v1>(host, SIDING_CONFIG_1, offsetof(siding_config_v1, place) + 8);
  result.fd = find_extension<siding_fd_v1>(host, SIDING_FD_1, offsetof(siding_fd_v1, close) + 8);
  result.stream = find_extension<siding_stream_v1>(host, SIDING_STREAM_1, offsetof(siding_stream_v1, finish) + 8);
  result.clock = static_cast<const testing_clock*>(host.get_extension(&host, to_abi(testing_clock::extension)));
  if (!result.core) throw error{SIDING_E_INVALID, "the host has no " SIDING_CORE_1};
  return result;
}

// Whom the running code works for. scope is nullptr outside of requests and background work.
struct context {
  const runtime* rt = nullptr;
  siding_scope* scope = nullptr;
};

// Plain pointers: a destructor would pin the library to every thread that ever ran it.
inline constinit thread_local context thread_context{};
// The last instance of this library, for threads that the plugin started itself.
inline constinit std::atomic<const runtime*> library_runtime{nullptr};

// Not inlined: clang 14 keeps the address of a thread_local across a suspension, after
// which the coroutine may be on another thread.
[[gnu::noinline]] inline context current_context() noexcept {
  context result = thread_context;
  if (!result.rt) result.rt = library_runtime.load(std::memory_order_acquire);
  return result;
}

[[gnu::noinline]] inline context exchange_context(context next) noexcept {
  const context before = thread_context;
  thread_context = next;
  return before;
}

// Makes a context the thread's own until the end of the block.
class context_guard {
 public:
  context_guard(const runtime* rt, siding_scope* scope) noexcept : before_{exchange_context({rt, scope})} {}
  ~context_guard() { exchange_context(before_); }
  context_guard(const context_guard&) = delete;
  context_guard& operator=(const context_guard&) = delete;

 private:
  context before_;
};

}  // namespace siding::detail
