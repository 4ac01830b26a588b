#include "routing/segment_tree.hpp"

#include <algorithm>
#include <cstring>

namespace siding::routing {
namespace {

std::size_t parameter_index(SegmentKind kind) {
  return static_cast<std::size_t>(kind) - static_cast<std::size_t>(SegmentKind::integer);
}

SegmentKind parameter_kind(std::size_t index) {
  return static_cast<SegmentKind>(index + static_cast<std::size_t>(SegmentKind::integer));
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ hash >> 32;
}

template <class Word>
std::uint64_t word_at(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// At most eight bytes, read in two pieces that may overlap.
std::uint64_t last_word(const char* bytes, std::size_t size) {
  if (size >= 4) return word_at<std::uint32_t>(bytes) << 32 | word_at<std::uint32_t>(bytes + size - 4);
  if (size >= 2) return word_at<std::uint16_t>(bytes) << 16 | word_at<std::uint16_t>(bytes + size - 2);
  return size == 1 ? word_at<std::uint8_t>(bytes) : 0;
}

// Eight bytes at a time, inline: most texts are so short that a call would cost as much. The
// table is the operator's, so nobody who sends paths can make them collide on purpose.
std::uint32_t hash_of(std::uint32_t parent, std::string_view text) {
  std::uint64_t hash = mixed(parent, text.size());
  for (; text.size() > 8; text.remove_prefix(8)) hash = mixed(hash, word_at<std::uint64_t>(text.data()));
  return static_cast<std::uint32_t>(mixed(hash, last_word(text.data(), text.size())) >> 32);
}

}  // namespace

struct SegmentTree::Search {
  std::string_view path;
  char separator;
  std::vector<Param>& values;
  std::uint32_t end = kNoEnd;
};

std::uint32_t SegmentTree::add(std::span<const Segment> segments) {
  std::uint32_t node = 0;
  for (const Segment& segment : segments) node = add_child(node, segment);
  if (nodes_[node].end == kNoEnd) {
    nodes_[node].end = ends_++;
    add_whole(segments, nodes_[node].end);
  }
  return nodes_[node].end;
}

// Nearly every route of nearly every table is one of these, and one step finds it.
void SegmentTree::add_whole(std::span<const Segment> segments, std::uint32_t end) {
  std::string path;
  for (const Segment& segment : segments) {
    if (segment.kind != SegmentKind::fixed) return;
    if (&segment != segments.data()) path.push_back('/');
    path.append(segment.text);
  }
  // It is compared with paths that are not decoded: what could mean something else there goes the long way.
  if (path.find_first_of(std::string_view{"%\0", 2}) != path.npos) return;
  whole_.insert(hash_of(0, path), static_cast<std::uint32_t>(wholes_.size()));
  wholes_.push_back({keep(path), end});
}

SegmentTree::Text SegmentTree::keep(std::string_view text) {
  Text kept{.size = static_cast<std::uint32_t>(text.size())};
  if (text.size() <= Text::kInside) {
    std::copy(text.begin(), text.end(), kept.inside.begin());
  } else {
    kept.outside = static_cast<std::uint32_t>(texts_.size());
    texts_.append(text);
  }
  return kept;
}

bool SegmentTree::is(const Text& kept, std::string_view text) const {
  if (kept.size != text.size()) return false;
  const char* const bytes = kept.size <= Text::kInside ? kept.inside.data() : texts_.data() + kept.outside;
  return std::memcmp(text.data(), bytes, text.size()) == 0;
}

std::uint32_t SegmentTree::find_whole(std::string_view path) const {
  const auto is_it = [&](std::uint32_t number) { return is(wholes_[number].text, path); };
  return wholes_[whole_.find(hash_of(0, path), is_it)].end;
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
  nodes_[made].text = keep(text);
  fixed_.insert(hash_of(parent, text), made);
  nodes_[parent].fixed = nodes_[parent].fixed == 0 ? made : kMany;
  return made;
}

std::uint32_t SegmentTree::find_fixed(std::uint32_t parent, std::string_view text) const {
  const auto is_it = [&](std::uint32_t child) {
    const Node& node = nodes_[child];
    return node.parent == parent && is(node.text, text);
  };
  const auto only = nodes_[parent].fixed;
  if (only == kMany) return fixed_.find(hash_of(parent, text), is_it);
  return only != 0 && is_it(only) ? only : 0;
}

std::uint32_t SegmentTree::find(std::string_view path, char separator, std::vector<Param>& values) const {
  Search search{.path = path, .separator = separator, .values = values};
  descend(search, 0, 0);
  return search.end;
}

// Matches what begins at `from` below the node; beyond the path there is nothing left.
bool SegmentTree::descend(Search& search, std::uint32_t node, std::size_t from) const {
  const Node& here = nodes_[node];
  if (from > search.path.size()) {
    search.end = here.end;
    return here.end != kNoEnd;
  }
  const auto end = std::min(search.path.find(search.separator, from), search.path.size());
  const auto fixed = find_fixed(node, search.path.substr(from, end - from));
  if (fixed != 0 && descend(search, fixed, end + 1)) return true;
  if (descend_parameters(search, node, from, end)) return true;
  if (here.tail == 0 || has_dot_segment(search.path.substr(from))) return false;
  search.values.push_back({.name = {}, .value = search.path.substr(from)});
  search.end = nodes_[here.tail].end;
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
