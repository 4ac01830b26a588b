// framing.hpp - what the head of a request means for the bytes that follow it.
//
// A pure decision by RFC 9110 and 9112, strict wherever two readers could differ
// about where a request ends. The parser below has checked the syntax of lines:
// names are tokens, values are trimmed and hold no CR, LF or NUL.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/refusal.hpp"
#include "http/request.hpp"

namespace siding::http {

enum class Framing {
  none,     // no content: the next byte begins the next request
  length,   // exactly `content_length` bytes, which may be 0
  chunked,  // until the last chunk and its trailers
};

struct Head {
  Framing framing = Framing::none;
  std::uint64_t content_length = 0;  // bytes; below 2^63
  bool keep_alive = true;            // the client allows another request after this one
  bool expect_continue = false;      // send 100 (Continue) before reading, once the content is wanted
};

// Judges method, target, version and fields, and sets request.path and
// request.query from the target, unless the parser has set a path: one that is
// all of the target, in plain bytes, of a known method. A version of 12 to 19 counts as 11.
// Fills in a `head` that is as it was made; where the request is refused it is of no use.
std::optional<Refusal> judge_head(Request& request, Head& head);

// False for the answers whose head is never followed by content, whatever their
// fields say: to HEAD, and 1xx, 204, 304. 1xx and 204 have no Content-Length either.
bool has_content(std::string_view request_method, unsigned status) noexcept;

}  // namespace siding::http
