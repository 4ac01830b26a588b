// lab_request.hpp - the bytes of the request that `siding lab` sends.
#pragma once

#include <string>
#include <string_view>

#include "base/mistake.hpp"
#include "base/result.hpp"
#include "server/lab_options.hpp"

namespace siding::server::lab {

// With the body and the fields of `options`; the connection ends with its answer.
Result<std::string, Mistakes> request_bytes(std::string_view method, std::string_view path, const Options& options);

}  // namespace siding::server::lab
