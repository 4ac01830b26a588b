// child_table.hpp - numbers found by hash: of the fixed children of the nodes of a tree, of paths.
//
// Open addressing, at most half full, eight bytes a slot: what has the number holds
// the rest. Filled while the router is built, constant after that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace siding::routing {

class ChildTable {
 public:
  ChildTable() : slots_(16) {}

  // The child with that hash of which accept(child) is true, or 0.
  template <class Accept>
  std::uint32_t find(std::uint32_t hash, Accept accept) const;

  // REQUIRES: child is not 0 and not there yet.
  void insert(std::uint32_t hash, std::uint32_t child);

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t child = 0;  // 0 = free
  };

  void place(Slot slot);

  std::vector<Slot> slots_;  // a power of two
  std::size_t used_ = 0;
};

template <class Accept>
std::uint32_t ChildTable::find(std::uint32_t hash, Accept accept) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask; slots_[i].child != 0; i = (i + 1) & mask) {
    if (slots_[i].hash == hash && accept(slots_[i].child)) return slots_[i].child;
  }
  return 0;
}

}  // namespace siding::routing
