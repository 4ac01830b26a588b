// request_parser.hpp - the head of one request, from bytes to views.
//
// The request owns the bytes; method, target and fields point into them. The
// lines were found by HeadScanner, what they mean is judged by judge_head().
// Bounds: the number of fields; the caller bounds the head.
#pragma once

#include <cstddef>

#include "base/result.hpp"
#include "http/refusal.hpp"
#include "http/request.hpp"

namespace siding::transport {

// Parses request.storage, a head that HeadScanner has called complete, into
// method, target, version and fields. RFC 9112, 3 and 5.
Result<void, http::Refusal> parse_head(http::Request& request, std::size_t max_fields);

}  // namespace siding::transport
