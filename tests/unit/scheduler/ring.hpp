// ring.hpp - a ring for tests of what is sent through it.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "scheduler/ring.hpp"

namespace siding::test {

// Null where containers forbid io_uring, or the kernel is too old for it: then nothing is tested, which fails in CI.
template <class... Least>
std::unique_ptr<scheduler::Ring> open_ring(Least... least) {
  auto ring = scheduler::Ring::open(least...);
  if (ring) return std::move(*ring);
  if (std::getenv("CI")) FAIL("no io_uring here: " << ring.error().message());
  MESSAGE("no io_uring here: " << ring.error().message());
  return nullptr;
}

}  // namespace siding::test
