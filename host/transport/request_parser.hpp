// request_parser.hpp - the head of one request, from bytes to views.
//
// The request owns the bytes; method, target and fields point into them. One walk
// that ends each part at the first byte it can't have; what the parts mean is
// judged by judge_head(). Refuses all that HeadScanner refuses, which may know a
// reason that comes before.
// Bounds: the number of fields; the caller bounds the head.
#pragma once

#include <cstddef>

#include "base/result.hpp"
#include "http/refusal.hpp"
#include "http/request.hpp"

namespace siding::transport {

// Parses request.storage, a head as long as head_size() says, into method, target,
// version and fields, and a plain path into path. RFC 9112, 3 and 5.
Result<void, http::Refusal> parse_head(http::Request& request, std::size_t max_fields);

}  // namespace siding::transport
