// lookup - how long the router takes, over so many routes.
//
//   siding_lookup ROUTES...     prints one JSON object per number
//
// Half of the routes are fixed, a quarter have one parameter and a quarter two. The
// paths that are looked up come in a random order, so that at 100,000 routes most of
// what is touched is in no cache, but for the path itself: a request has just brought
// it. So paths are brought some at a time, while the clock stands still.
#include <algorithm>
#include <array>
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

constexpr std::size_t kBrought = 64;
constexpr std::size_t kLookups = kBrought * 16'000;
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

// Nanoseconds per lookup.
double measure(const std::vector<const std::string*>& order, const Router& router) {
  std::array<std::string, kBrought> paths;
  Match match;
  Clock::duration taken{};
  for (std::size_t i = 0; i < kLookups;) {
    for (std::string& path : paths) path.assign(*order[i++ % order.size()]);
    const auto start = Clock::now();
    for (std::size_t n = 0; n < kBrought; ++n) {
      // The next begins when this one is done, as it is with requests: adds 0, which the processor cannot foresee.
      const std::string& path = paths[n + (match.route >> 31)];
      if (router.find("GET", path, match) != Outcome::found) std::abort();
    }
    taken += Clock::now() - start;
  }
  return std::chrono::duration<double, std::nano>(taken).count() / kLookups;
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
  for (int i = 0; i < kRounds; ++i) rounds.push_back(measure(order, *router));
  std::sort(rounds.begin(), rounds.end());
  std::printf("{\"routes\":%zu,\"lookup_ns\":%.1f,\"build_ms\":%.2f}\n", routes, rounds[kRounds / 2], built);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) report(std::strtoull(arguments[i], nullptr, 10));
}
