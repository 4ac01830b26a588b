// status.hpp - the one place where a failure becomes an HTTP status.
#pragma once

#include <boost/system/error_code.hpp>

#include "base/result.hpp"

namespace siding::dispatch {

unsigned status_of(Errc error) noexcept;

}  // namespace siding::dispatch
