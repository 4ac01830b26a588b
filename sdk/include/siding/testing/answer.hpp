// answer.hpp - what a handler answered, as a value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <siding/abi.h>
#include <siding/context.hpp>

namespace siding::testing {

struct answer {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::uint32_t body_kind = SIDING_BODY_COPY;  // how it came: SIDING_BODY_
  std::string failure;                         // the text for the log, when the handler failed
  bool failure_is_public = false;              // the client may read it
  bool streamed = false;                       // its body was written in pieces
  bool aborted = false;                        // and is not complete

  // The first of that name, any case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

namespace detail {

inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

inline bool sendable(std::string_view name, std::string_view value) {
  for (const std::string_view own : {"content-length", "transfer-encoding", "connection", "date"}) {
    if (same_name(name, own)) return false;
  }
  for (const char c : value) {
    if (c == '\r' || c == '\n' || c == '\0') return false;
  }
  return !name.empty() && name.find_first_of(": \t\r\n") == name.npos;
}

// Takes over what the plugin gave to respond; false when a host would refuse it.
inline bool accept(const siding_response& given, answer& out) {
  using siding::detail::from_abi;
  if (given.status < 200 || given.status > 599) return false;
  const auto* at = reinterpret_cast<const unsigned char*>(given.fields);
  for (std::uint32_t i = 0; i < given.field_count; ++i, at += given.field_stride) {
    const auto& field = *reinterpret_cast<const siding_field*>(at);
    if (!sendable(from_abi(field.name), from_abi(field.value))) return false;
    out.headers.emplace_back(from_abi(field.name), from_abi(field.value));
  }
  out.status = given.status;
  out.body = from_abi(given.body);
  out.body_kind = given.body_kind;
  if (given.body_kind == SIDING_BODY_RELEASE) given.release(given.release_user);
  return true;
}

}  // namespace detail

inline std::string_view answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (detail::same_name(key, name)) return value;
  }
  return {};
}

}  // namespace siding::testing
