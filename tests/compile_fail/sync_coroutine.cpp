#include <siding/handlers.hpp>

siding::task<siding::response> coroutine(const siding::request&) {
  co_return siding::status(204);
}

#ifdef MISTAKE
constexpr auto handler = siding::sync<&coroutine>("name");
#else
constexpr auto handler = siding::async<&coroutine>("name");
#endif
static_assert(handler.mode != 0);
