#include "dispatch/status.hpp"

namespace siding::dispatch {

unsigned status_of(Errc error) noexcept {
  switch (error) {
    case Errc::overloaded:
    case Errc::draining:
      return 503;
    case Errc::deadline:
      return 504;
    case Errc::gone:  // nobody reads it
    case Errc::cancelled:
    case Errc::mode:
    case Errc::answered:
    case Errc::invalid:
    case Errc::system:
      return 500;
  }
  return 500;
}

}  // namespace siding::dispatch
