// connection_limit.hpp - how many connections the whole process has.
//
// Owner: Server; shared by the loops. Threads: any.
#pragma once

#include <atomic>
#include <cstddef>

namespace siding::transport {

class ConnectionLimit {
 public:
  explicit ConnectionLimit(std::size_t most) : most_{most} {}

  enum class Verdict {
    welcome,
    shed,   // beyond the limit: tell the client so
    close,  // too many of those even
  };

  // Counts one more, whatever the verdict.
  Verdict enter() {
    const std::size_t before = count_.fetch_add(1, std::memory_order_relaxed);
    if (before < most_) return Verdict::welcome;
    return before - most_ < kShed ? Verdict::shed : Verdict::close;
  }
  void leave() { count_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kShed = 256;  // connections that are answered 503 at once

  const std::size_t most_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace siding::transport
