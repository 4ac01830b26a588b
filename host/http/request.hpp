// request.hpp - one HTTP request as a value that owns its bytes.
//
// Owner:   the exchange. Filled by the transport, read by everybody above.
// Threads: written on the loop before the exchange starts, constant after that.
// The views point into `storage` and `content`, never into the connection: a
// plugin may hold them after the client has left.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/method.hpp"

namespace siding::http {

struct Field {
  std::string_view name;   // as received
  std::string_view value;  // trimmed
};

struct Request {
  Method method;
  std::string_view target;                          // as received
  std::string_view path;                            // not decoded; "*" for OPTIONS *
  std::string_view query;                           // without '?', not decoded
  std::string_view body;                            // the whole content, once it is complete
  unsigned version = 11;                            // 10 or 11
  std::optional<std::uint64_t> content_length = 0;  // bytes, as announced; none: it is chunked
  std::vector<Field> fields;                        // in the order received; trailers are not among them
  std::string peer;                                 // "192.0.2.1:5000"

  std::string storage;  // the bytes of the head
  std::string content;  // the bytes of the body

  Request() = default;
  Request(const Request&) = delete;  // the views would point into the original
  Request& operator=(const Request&) = delete;

  // The first field of that name, any case; empty when there is none.
  std::string_view field(std::string_view name) const;
  bool has_field(std::string_view name) const;
  // All fields of that name as one list: "a, b".
  std::string list(std::string_view name) const;

  // Empty again, capacity kept up to a bound, so that one large request does not pin memory.
  void clear();
  void shrink();  // the same, and no capacity
};

}  // namespace siding::http
