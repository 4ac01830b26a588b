// lookup - how long the router takes, over so many routes.
//
//   siding_lookup ROUTES...     prints one JSON object per number
//
// Half of the routes are fixed, a quarter have one parameter and a quarter two. The
// paths that are looked up come in a random order, so that at 100,000 routes most of
// what is touched is in no cache, but for the path itself: a request has just brought
// it. What bringing it costs is measured alone and taken off.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "routing/router.hpp"

namespace {

using siding::routing::Match;
using siding::routing::Outcome;
using siding::routing::Pattern;
using siding::routing::Router;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLookups = 1'000'000;
constexpr int kRounds = 5;

struct Table {
  std::vector<Pattern> patterns;
  std::vector<std::string> paths;  // one per pattern
};

Table table_of(std::size_t routes) {
  Table table;
  for (std::size_t i = 0; i < routes; ++i) {
    const std::string base = "/api/v" + std::to_string(i % 7) + "/things" + std::to_string(i);
    const std::size_t kind = i % 4;
    table.patterns.push_back({base + (kind < 2 ? "/list" : kind == 2 ? "/{id}" : "/{id:int}/parts/{part}"), {}, {}});
    table.paths.push_back(base + (kind < 2 ? "/list" : kind == 2 ? "/abc" : "/42/parts/left"));
  }
  return table;
}

// Nanoseconds per path, of bringing it and of use(path).
template <class Use>
double measure(const std::vector<const std::string*>& order, Use use) {
  std::string path;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < kLookups; ++i) {
    path.assign(*order[i % order.size()]);
    if (!use(path)) std::abort();
  }
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count() / kLookups;
}

void report(std::size_t routes) {
  const Table table = table_of(routes);
  const auto start = Clock::now();
  const auto router = Router::build(table.patterns);
  const double built = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  if (!router) std::abort();
  std::vector<const std::string*> order;
  for (const std::string& path : table.paths) order.push_back(&path);
  std::mt19937 random{1};
  std::shuffle(order.begin(), order.end(), random);
  std::vector<double> rounds;
  Match match;
  for (int i = 0; i < kRounds; ++i) {
    const double brought = measure(order, [](const std::string& path) { return !path.empty(); });
    const auto find = [&](const std::string& path) { return router->find("GET", path, match) == Outcome::found; };
    rounds.push_back(measure(order, find) - brought);
  }
  std::sort(rounds.begin(), rounds.end());
  std::printf("{\"routes\":%zu,\"lookup_ns\":%.1f,\"build_ms\":%.2f}\n", routes, rounds[kRounds / 2], built);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) report(std::strtoull(arguments[i], nullptr, 10));
}
