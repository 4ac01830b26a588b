// offloads_anyway.cpp - a coroutine that is declared async, and offloads.
#include <siding/plugin.hpp>

namespace {

struct OffloadsAnyway {
  siding::task<siding::response> handler(const siding::request&) {
    const int answer = co_await siding::offload([] { return 42; });
    co_return siding::text(std::to_string(answer));
  }
};

}  // namespace

SIDING_PLUGIN(OffloadsAnyway, "offloads_anyway", "1.0.0", siding::async<&OffloadsAnyway::handler>("handler"))
