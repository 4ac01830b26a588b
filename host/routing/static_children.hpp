// static_children.hpp - from a node and the text of a segment to the child.
//
// One open-addressing hash table for the whole tree, at most half full. Filled
// while the router is built, constant after that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace siding::routing {

class StaticChildren {
 public:
  StaticChildren();

  // The child, or 0 when there is none (node 0 is the root, nobody's child).
  std::uint32_t find(std::uint32_t parent, std::string_view segment) const noexcept;

  // REQUIRES: not there yet, child != 0.
  void insert(std::uint32_t parent, std::string_view segment, std::uint32_t child);

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t parent = 0;
    std::uint32_t child = 0;  // 0 = free
    std::uint32_t text = 0;   // where in texts_
    std::uint32_t size = 0;
  };

  void place(const Slot& slot);
  void grow();

  std::vector<Slot> slots_;  // a power of two
  std::size_t used_ = 0;
  std::string texts_;
};

}  // namespace siding::routing
