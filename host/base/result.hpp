// result.hpp - how an expected failure travels.
//
// Errc names every failure that a caller decides on; Result<T> carries a value
// or one of them. Start-up failures carry Mistakes instead (mistake.hpp).
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace siding {

enum class Errc {
  overloaded = 1,  // a bounded queue is full: answer 503, try later
  draining,        // the host is stopping
  gone,            // the client has left: drop the work
  deadline,        // the time for it has passed: answer 504
  cancelled,       // asked to stop by its owner
  mode,            // the route's mode does not allow it
  answered,        // the request has its answer already
  invalid,         // an argument is out of range
  system,          // the operating system refused, see errno
};

const boost::system::error_category& errc_category() noexcept;
boost::system::error_code make_error_code(Errc code) noexcept;

template <class T, class E = boost::system::error_code>
using Result = boost::system::result<T, E>;

}  // namespace siding

template <>
struct boost::system::is_error_code_enum<siding::Errc> : std::true_type {};
