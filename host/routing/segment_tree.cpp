#include "routing/segment_tree.hpp"

#include <algorithm>

namespace siding::routing {
namespace {

std::size_t parameter_index(SegmentKind kind) {
  return static_cast<std::size_t>(kind) - static_cast<std::size_t>(SegmentKind::integer);
}

SegmentKind parameter_kind(std::size_t index) {
  return static_cast<SegmentKind>(index + static_cast<std::size_t>(SegmentKind::integer));
}

}  // namespace

struct SegmentTree::Search {
  std::string_view path;
  char separator;
  std::vector<Param>& values;
  std::uint32_t found = 0;
};

std::uint32_t SegmentTree::add(std::span<const Segment> segments) {
  std::uint32_t node = 0;
  for (const Segment& segment : segments) node = child(node, segment);
  nodes_[node].is_end = true;
  return node;
}

std::uint32_t SegmentTree::make_node() {
  nodes_.emplace_back();
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t SegmentTree::child(std::uint32_t parent, const Segment& segment) {
  if (segment.kind == SegmentKind::fixed) {
    if (const auto known = fixed_.find(parent, segment.text)) return known;
    const auto made = make_node();
    fixed_.insert(parent, segment.text, made);
    nodes_[parent].has_fixed = true;
    return made;
  }
  const auto link = [&](Node& node) -> std::uint32_t& {
    return segment.kind == SegmentKind::tail ? node.tail : node.parameters[parameter_index(segment.kind)];
  };
  if (const auto known = link(nodes_[parent])) return known;
  const auto made = make_node();
  return link(nodes_[parent]) = made;
}

std::uint32_t SegmentTree::find(std::string_view path, char separator, std::vector<Param>& values) const {
  Search search{.path = path, .separator = separator, .values = values};
  descend(search, 0, 0);
  return search.found;
}

// Matches what begins at `from` below the node; beyond the path there is nothing left.
bool SegmentTree::descend(Search& search, std::uint32_t node, std::size_t from) const {
  const Node& here = nodes_[node];
  if (from > search.path.size()) {
    if (here.is_end) search.found = node;
    return here.is_end;
  }
  const auto end = std::min(search.path.find(search.separator, from), search.path.size());
  if (here.has_fixed) {
    const auto next = fixed_.find(node, search.path.substr(from, end - from));
    if (next != 0 && descend(search, next, end + 1)) return true;
  }
  if (descend_parameters(search, node, from, end)) return true;
  if (here.tail == 0 || has_dot_segment(search.path.substr(from))) return false;
  search.values.push_back({.name = {}, .value = search.path.substr(from)});
  search.found = here.tail;
  return true;
}

bool SegmentTree::descend_parameters(Search& search, std::uint32_t node, std::size_t from, std::size_t end) const {
  const auto segment = search.path.substr(from, end - from);
  for (std::size_t i = 0; i < kParameterKinds; ++i) {
    const auto next = nodes_[node].parameters[i];
    if (next == 0 || !fits(parameter_kind(i), segment)) continue;
    search.values.push_back({.name = {}, .value = segment});
    if (descend(search, next, end + 1)) return true;
    search.values.pop_back();
  }
  return false;
}

}  // namespace siding::routing
