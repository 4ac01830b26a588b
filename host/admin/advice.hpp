// advice.hpp - what to change in routes.yaml, from what the routes did lately.
//
// `siding lab` measures a handler in each mode under a load of its own; this looks
// at a server at work, where only one mode runs, by samples of wall and CPU time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dispatch/snapshot.hpp"

namespace siding::admin {

// What happened between two snapshots.
struct Window {
  const dispatch::Snapshot& before;  // empty: since the start
  const dispatch::Snapshot& now;
  std::chrono::nanoseconds lasted{};
};

struct Advice {
  std::string kind;   // "blocks_a_loop", "computes_on_a_loop", "could_be_async", "pool_too_small", "cores_too_few"
  std::string route;  // its path
  std::string place;  // "routes.yaml:12"
  std::string text;   // one sentence
  std::vector<std::string> evidence;
  std::string patch;  // YAML; empty where only the plugin can be changed
};

// The most urgent first.
std::vector<Advice> advise(const Window& window);

}  // namespace siding::admin
