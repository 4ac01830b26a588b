#include <siding/handlers.hpp>

siding::response function(const siding::request&) {
  return siding::status(204);
}

#ifdef MISTAKE
constexpr auto handler = siding::offloading<&function>("name");
#else
constexpr auto handler = siding::async<&function>("name");
#endif
static_assert(handler.mode != 0);
