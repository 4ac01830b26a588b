#include <siding/handlers.hpp>

#ifdef MISTAKE
siding::response function(siding::request&) {
  return siding::status(204);
}
#else
siding::response function(const siding::request&) {
  return siding::status(204);
}
#endif
constexpr auto handler = siding::sync<&function>("name");
static_assert(handler.mode != 0);
