#include "routing/segment_tree.hpp"

#include <algorithm>
#include <utility>

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
  const End* end = nullptr;
};

End& SegmentTree::add(std::span<const Segment> segments) {
  std::uint32_t node = 0;
  for (const Segment& segment : segments) node = add_child(node, segment);
  return nodes_[node].end;
}

std::uint32_t SegmentTree::make_node(std::uint32_t parent) {
  nodes_.emplace_back().parent = parent;
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t SegmentTree::add_child(std::uint32_t parent, const Segment& segment) {
  if (segment.kind == SegmentKind::fixed) return add_fixed(parent, segment.text);
  const auto link = [&]() -> std::uint32_t& {
    Node& node = nodes_[parent];
    return segment.kind == SegmentKind::tail ? node.tail : node.parameters[parameter_index(segment.kind)];
  };
  if (link() != 0) return link();
  const auto made = make_node(parent);
  return link() = made;
}

std::uint32_t SegmentTree::add_fixed(std::uint32_t parent, std::string_view text) {
  if (const auto known = find_fixed(parent, text)) return known;
  const auto made = make_node(parent);
  nodes_[made].text = texts_.keep<kInside>(text);
  const auto only = std::exchange(nodes_[parent].fixed, nodes_[parent].fixed == 0 ? made : kMany);
  if (only != 0 && only != kMany) insert(only);
  if (only != 0) insert(made);
  return made;
}

void SegmentTree::insert(std::uint32_t child) {
  fixed_.insert(child,
                [&](std::uint32_t number) { return hash_of(nodes_[number].parent, texts_.view(nodes_[number].text)); });
}

std::uint32_t SegmentTree::find_fixed(std::uint32_t parent, std::string_view text) const {
  const auto is_it = [&](std::uint32_t child) {
    const Node& node = nodes_[child];
    return node.parent == parent && same(texts_.view(node.text), text);
  };
  const auto only = nodes_[parent].fixed;
  if (only != kMany) return only != 0 && is_it(only) ? only : 0;
  const auto comes_next = [&](std::uint32_t child) {
    // What was made after the child mostly lies below it: it is brought at the same time.
    const auto last = std::min<std::size_t>(child + 4, nodes_.size());
    for (std::size_t next = child + 1; next < last; ++next) __builtin_prefetch(&nodes_[next]);
    return is_it(child);
  };
  const std::uint32_t* const found = fixed_.find(hash_of(parent, text), comes_next);
  return found ? *found : 0;
}

const End* SegmentTree::find(std::string_view path, char separator, std::vector<Param>& values) const {
  Search search{.path = path, .separator = separator, .values = values};
  descend(search, 0, 0);
  return search.end;
}

// Matches what begins at `from` below the node; beyond the path there is nothing left.
bool SegmentTree::descend(Search& search, std::uint32_t node, std::size_t from) const {
  const Node& here = nodes_[node];
  if (from > search.path.size()) {
    if (!here.end.empty()) search.end = &here.end;
    return search.end != nullptr;
  }
  const auto end = std::min(search.path.find(search.separator, from), search.path.size());
  const auto fixed = find_fixed(node, search.path.substr(from, end - from));
  if (fixed != 0 && descend(search, fixed, end + 1)) return true;
  if (descend_parameters(search, node, from, end)) return true;
  if (here.tail == 0 || has_dot_segment(search.path.substr(from))) return false;
  search.values.emplace_back().value = search.path.substr(from);
  search.end = &nodes_[here.tail].end;
  return true;
}

bool SegmentTree::descend_parameters(Search& search, std::uint32_t node, std::size_t from, std::size_t end) const {
  const auto segment = search.path.substr(from, end - from);
  for (std::size_t i = 0; i < kParameterKinds; ++i) {
    const auto next = nodes_[node].parameters[i];
    if (next == 0 || !fits(parameter_kind(i), segment)) continue;
    search.values.emplace_back().value = segment;
    if (descend(search, next, end + 1)) return true;
    search.values.pop_back();
  }
  return false;
}

}  // namespace siding::routing
