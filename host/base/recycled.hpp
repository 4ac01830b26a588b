// recycled.hpp - containers that are used again, without pinning what they once needed.
#pragma once

#include <cstddef>

namespace siding {

// Empties a container, and frees its memory when that is for more than `kept` elements.
template <class Container>
void recycle(Container& container, std::size_t kept) {
  container.clear();
  if (container.capacity() > kept) Container{}.swap(container);
}

}  // namespace siding
