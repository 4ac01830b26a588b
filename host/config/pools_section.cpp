#include <algorithm>

#include "config/readers.hpp"
#include "config/sections.hpp"

namespace siding::config {
namespace {

constexpr std::uint64_t kMostThreads = 4096;

// A bound that is not written gives way to the one that is.
void read_threads(MapReader& map, const Field& field, scheduler::PoolOptions& pool) {
  const Number threads{.least = 1, .most = kMostThreads};
  const bool min_written = map.read("min", pool.min, threads);
  const bool max_written = map.read("max", pool.max, threads);
  if (pool.min <= pool.max) return;
  if (min_written && max_written) {
    const Field min{*field.node.find("min"), field.path + ".min", field.report};
    min.refuse_written("is more than max, which is " + std::to_string(pool.max), "min <= max");
  } else if (max_written) {
    pool.min = pool.max;
  } else {
    pool.max = pool.min;
  }
}

scheduler::PoolOptions read_pool(const Field& field, const std::string& name) {
  scheduler::PoolOptions pool;
  pool.name = name;
  MapReader map(field);
  read_threads(map, field, pool);
  map.read("queue", pool.queue, Number{.least = 1, .most = 1'000'000});
  map.read("queue_timeout", pool.queue_timeout, Duration{});
  map.read("share", pool.share, Number{.least = 1, .most = pool.max, .word = "auto"});
  return pool;
}

}  // namespace

void read_pools(const Field& field, std::vector<scheduler::PoolOptions>& pools) {
  if (field.node.kind != Node::Kind::null) field.is(Node::Kind::map, "a map from the name of a pool to its bounds");
  for (const Member& member : field.node.members) {
    const Field entry{member.value, field.path + '.' + member.key.text, field.report};
    if (Name{}({member.key, entry.path, field.report})) pools.push_back(read_pool(entry, member.key.text));
  }
}

}  // namespace siding::config
