// siding.fd/1 over Watch.
#include "dispatch/extensions.hpp"
#include "dispatch/scope_handle.hpp"

namespace siding::dispatch {

const siding_fd_v1& fd_extension() {
  static constexpr siding_fd_v1 kTable = {
      .size = sizeof(siding_fd_v1),
      .reserved = 0,
      .open = [](siding_scope* scope, std::int32_t fd, siding_watch** handle) -> std::int32_t {
        Watch* watch = nullptr;
        const std::int32_t result = Watch::open(scope_of(scope), fd, watch);
        if (watch) *handle = to_handle(*watch);
        return result;
      },
      .rebind = [](siding_watch* watch, std::int32_t fd) -> std::int32_t { return watch_of(watch).rebind(fd); },
      .wait = [](siding_watch* watch, siding_op* op, std::uint32_t events) -> std::int32_t {
        return is_usable(op) ? watch_of(watch).wait(*op, events) : SIDING_E_INVALID;
      },
      .close = [](siding_watch* watch) { watch_of(watch).close(); },
  };
  return kTable;
}

}  // namespace siding::dispatch
