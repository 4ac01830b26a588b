// recycled.hpp - containers that are used again, without pinning what they once needed.
#pragma once

#include <cstddef>

namespace siding {

// Empties a container, which gives its memory back. Unlike `= {}`.
template <class Container>
void give_back(Container& container) {
  Container{}.swap(container);
}

// Empties a container, and frees its memory when that is for more than `kept` elements.
template <class Container>
void recycle(Container& container, std::size_t kept) {
  container.clear();
  if (container.capacity() > kept) give_back(container);
}

}  // namespace siding
