// node.hpp - one node of the file as it was written, and where.
//
// The tree of the reader's own: yaml-cpp's forgets quotes of keys, hides
// duplicates and gives an empty value the place of the next line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/place.hpp"

namespace siding::config {

struct Member;

struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  Place place;
  std::string text;             // of a scalar, quotes and escapes resolved, `${NAME}` not
  bool plain = false;           // a scalar without quotes
  std::vector<Node> items;      // of a list
  std::vector<Member> members;  // of a map, in the order written

  // The value of the first member with that key; nullptr when there is none.
  const Node* find(std::string_view key) const;
};

struct Member {
  Node key;
  Node value;
};

// "a map", for messages.
std::string_view name_of(Node::Kind kind) noexcept;

}  // namespace siding::config
