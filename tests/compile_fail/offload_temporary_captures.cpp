#include <string>

#include <siding/offload.hpp>

siding::task<std::size_t> length(std::string text) {
#ifdef MISTAKE
  co_return co_await siding::offload([text] { return text.size(); });
#else
  auto named = [text] { return text.size(); };
  const std::size_t once = co_await siding::offload(named);
  co_return once + co_await siding::offload([&] { return text.size(); });
#endif
}
