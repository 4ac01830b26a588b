// readers.hpp - from a field to a value of one type, within its range.
//
// A reader is a function object: it returns the value, or reports what was
// expected and returns nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/field.hpp"

namespace siding::config {

// `word` is what may be written for zero, such as "auto" or "none"; may be empty.
struct Number {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::string_view word = {};

  std::optional<std::uint64_t> operator()(const Field& field) const;
};

// `word` is what may be written for kWord; may be empty.
struct Bytes {
  static constexpr std::uint64_t kWord = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::string_view word = {};

  std::optional<std::uint64_t> operator()(const Field& field) const;
};

// What a body may measure, wherever that is written.
inline constexpr Bytes kBodyBytes{.least = 0, .most = std::uint64_t{64} << 30};

// What a route may say of it: `stream` is no limit, the content is not collected.
inline constexpr Bytes kRouteBody{.least = 0, .most = kBodyBytes.most, .word = "stream"};

// Zero is within the range when there is a `word` for it.
struct Duration {
  std::chrono::nanoseconds least = std::chrono::milliseconds{1};
  std::chrono::nanoseconds most = std::chrono::hours{24};
  std::string_view word = {};

  std::optional<std::chrono::nanoseconds> operator()(const Field& field) const;
};

struct Text {
  std::string_view expected = "text";

  std::optional<std::string> operator()(const Field& field) const;  // not empty, one line
};

// Lower-case letters, digits, `_` and `-`, at most 64: names of plugins and pools.
struct Name {
  std::optional<std::string> operator()(const Field& field) const;
};
bool is_name(std::string_view text) noexcept;

struct Choice {
  std::span<const std::string_view> words;

  std::optional<std::string> operator()(const Field& field) const;
};

// "a, b or c"; "(none)" without any.
std::string listing(std::span<const std::string_view> words, std::string_view last = "or");

}  // namespace siding::config
