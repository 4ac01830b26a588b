// segment_tree.hpp - all patterns as one tree of segments, and the search in it.
//
// A search tries, segment by segment, the fixed child, then the parameters by
// kind, then the tail, and comes back when what follows does not fit. It sees
// each node at most once, and allocates nothing once `values` has its capacity.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "routing/pattern.hpp"
#include "routing/router.hpp"
#include "routing/static_children.hpp"

namespace siding::routing {

class SegmentTree {
 public:
  SegmentTree() : nodes_(1) {}

  // The node at the end of these segments; equal patterns have the same one.
  std::uint32_t add(std::span<const Segment> segments);

  // The most specific node that was added and that takes `path`, or 0. `path` is
  // decoded, without its first slash, its segments separated by `separator`. The
  // values of the parameters are left in `values`, without names.
  std::uint32_t find(std::string_view path, char separator, std::vector<Param>& values) const;

 private:
  static constexpr std::size_t kParameterKinds = 3;  // integer, uuid, text

  struct Node {
    std::array<std::uint32_t, kParameterKinds> parameters{};  // children by kind; 0 = none
    std::uint32_t tail = 0;
    bool has_fixed = false;  // has children of fixed text
    bool is_end = false;     // a pattern ends here
  };

  struct Search;
  bool descend(Search& search, std::uint32_t node, std::size_t from) const;
  bool descend_parameters(Search& search, std::uint32_t node, std::size_t from, std::size_t end) const;
  std::uint32_t child(std::uint32_t parent, const Segment& segment);
  std::uint32_t make_node();

  std::vector<Node> nodes_;  // the first is the root
  StaticChildren fixed_;
};

}  // namespace siding::routing
