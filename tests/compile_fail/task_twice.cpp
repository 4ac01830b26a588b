#include <utility>

#include <siding/all.hpp>

siding::task<int> one() {
  co_return 1;
}

siding::task<int> sum() {
  siding::task<int> work = one();
#ifdef MISTAKE
  const auto [a] = co_await siding::all(work);
#else
  const auto [a] = co_await siding::all(std::move(work));
#endif
  co_return a;
}
