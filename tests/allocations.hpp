// allocations.hpp - how often this executable has allocated: allocations.cpp replaces its operator new.
#pragma once

#include <cstddef>

namespace siding::test {

// Since the start, by all threads.
std::size_t allocations();

}  // namespace siding::test
