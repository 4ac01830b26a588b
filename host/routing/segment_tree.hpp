// segment_tree.hpp - all patterns with parameters as one tree of segments, and the search in it.
//
// A search tries, segment by segment, the fixed child, then the parameters by
// kind, then the tail, and comes back when what follows does not fit. It sees
// each node at most once, and allocates nothing once `values` has its capacity.
// Nodes lie in the order of the patterns, so that what a search reads after the
// last fork is mostly in consecutive lines of the cache.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "routing/offers.hpp"
#include "routing/pattern.hpp"
#include "routing/router.hpp"
#include "routing/tagged_table.hpp"
#include "routing/text.hpp"

namespace siding::routing {

class SegmentTree {
 public:
  SegmentTree() : nodes_(1) {}

  // The end that these segments lead to, an empty one when it is new; equal
  // patterns have the same one. It stays until the next add().
  End& add(std::span<const Segment> segments);

  // The most specific end that takes `path`, or nullptr. `path` is decoded, without
  // its first slash, its segments separated by `separator`. The values of the
  // parameters are left in `values`, without names.
  const End* find(std::string_view path, char separator, std::vector<Param>& values) const;

 private:
  static constexpr std::size_t kParameterKinds = 3;  // integer, uuid, text
  static constexpr std::uint32_t kMany = static_cast<std::uint32_t>(-1);
  static constexpr std::size_t kInside = 22;

  // One line of the cache.
  struct alignas(64) Node {
    End end;
    std::uint32_t parent = 0;
    std::uint32_t fixed = 0;                                  // the only fixed child, or kMany: ask the table; 0 = none
    std::array<std::uint32_t, kParameterKinds> parameters{};  // children by kind; 0 = none
    std::uint32_t tail = 0;
    Text<kInside> text;  // of a fixed segment
  };

  struct Search;
  bool descend(Search& search, std::uint32_t node, std::size_t from) const;
  bool descend_parameters(Search& search, std::uint32_t node, std::size_t from, std::size_t end) const;
  std::uint32_t find_fixed(std::uint32_t parent, std::string_view text) const;
  std::uint32_t add_fixed(std::uint32_t parent, std::string_view text);
  std::uint32_t add_child(std::uint32_t parent, const Segment& segment);
  std::uint32_t make_node(std::uint32_t parent);
  void insert(std::uint32_t child);

  std::vector<Node> nodes_;           // the first is the root, which is nobody's child: 0 means none
  TaggedTable<std::uint32_t> fixed_;  // the fixed children that have a sibling
  Texts texts_;
};

}  // namespace siding::routing
