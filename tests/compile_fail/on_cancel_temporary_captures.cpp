#include <string>

#include <siding/cancel.hpp>

siding::task<void> wait(std::string& out, std::string text) {
#ifdef MISTAKE
  const auto guard = co_await siding::on_cancel([&out, text] { out = text; });
#else
  auto named = [&out, text] { out = text; };
  const auto guard = co_await siding::on_cancel(named);
  const auto other = co_await siding::on_cancel([&] { out = text; });
#endif
}
