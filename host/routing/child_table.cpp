#include "routing/child_table.hpp"

#include <utility>

namespace siding::routing {

void ChildTable::insert(std::uint32_t hash, std::uint32_t child) {
  if (++used_ * 2 > slots_.size()) {
    const auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot slot : old) {
      if (slot.child != 0) place(slot);
    }
  }
  place({.hash = hash, .child = child});
}

void ChildTable::place(Slot slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = slot.hash & mask;
  while (slots_[i].child != 0) i = (i + 1) & mask;
  slots_[i] = slot;
}

}  // namespace siding::routing
