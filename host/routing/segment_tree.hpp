// segment_tree.hpp - all patterns as one tree of segments, and the search in it.
//
// A search tries, segment by segment, the fixed child, then the parameters by
// kind, then the tail, and comes back when what follows does not fit. It sees
// each node at most once, and allocates nothing once `values` has its capacity.
// Nodes and texts lie in the order of the patterns, so that what a search reads
// after the last fork is mostly in one cache line.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "routing/child_table.hpp"
#include "routing/pattern.hpp"
#include "routing/router.hpp"

namespace siding::routing {

class SegmentTree {
 public:
  static constexpr std::uint32_t kNoEnd = static_cast<std::uint32_t>(-1);

  SegmentTree() : nodes_(1) {}

  // The number of the end that these segments lead to, counted from 0; equal
  // patterns have the same one.
  std::uint32_t add(std::span<const Segment> segments);

  // The most specific end that takes `path`, or kNoEnd. `path` is decoded, without
  // its first slash, its segments separated by `separator`. The values of the
  // parameters are left in `values`, without names.
  std::uint32_t find(std::string_view path, char separator, std::vector<Param>& values) const;
  // The same among ends without parameters, which win over all others. `path` has '/' between its segments.
  std::uint32_t find_whole(std::string_view path) const;

 private:
  static constexpr std::size_t kParameterKinds = 3;  // integer, uuid, text
  static constexpr std::uint32_t kMany = static_cast<std::uint32_t>(-1);

  // A text of a fixed segment or path, short ones beside what refers to them.
  struct Text {
    static constexpr std::size_t kInside = 24;
    std::uint32_t size = 0;
    std::uint32_t outside = 0;  // where in texts_, of a long one
    std::array<char, kInside> inside{};
  };
  struct alignas(64) Node {
    Text text;  // of a fixed segment
    std::uint32_t parent = 0;
    std::uint32_t fixed = 0;                                  // the only fixed child, or kMany: ask the table; 0 = none
    std::array<std::uint32_t, kParameterKinds> parameters{};  // children by kind; 0 = none
    std::uint32_t tail = 0;
    std::uint32_t end = kNoEnd;
  };

  // A path without parameters.
  struct alignas(64) Whole {
    Text text;
    std::uint32_t end = kNoEnd;
  };

  struct Search;
  Text keep(std::string_view text);
  bool is(const Text& kept, std::string_view text) const;
  void add_whole(std::span<const Segment> segments, std::uint32_t end);
  bool descend(Search& search, std::uint32_t node, std::size_t from) const;
  bool descend_parameters(Search& search, std::uint32_t node, std::size_t from, std::size_t end) const;
  std::uint32_t find_fixed(std::uint32_t parent, std::string_view text) const;
  std::uint32_t add_fixed(std::uint32_t parent, std::string_view text);
  std::uint32_t add_child(std::uint32_t parent, const Segment& segment);
  std::uint32_t make_node(std::uint32_t parent);

  std::vector<Node> nodes_;  // the first is the root, which is nobody's child: 0 means none
  ChildTable fixed_;
  std::string texts_;
  std::uint32_t ends_ = 0;
  ChildTable whole_;  // numbers in wholes_
  std::vector<Whole> wholes_{1};
};

}  // namespace siding::routing
