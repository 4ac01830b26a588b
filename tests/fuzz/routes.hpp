// routes.hpp - the router once more: looks at every pattern, and compares those that match.
//
// Written from the rules in routing/router.hpp, without any of its code.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace siding::fuzz {

struct Segment {
  char kind;         // 'a' fixed, 'b' int, 'c' uuid, 'd' text, 'e' tail: the smaller the more specific
  std::string text;  // of a fixed segment
  std::string name;  // of the others

  bool same_as(const Segment& other) const { return kind == other.kind && text == other.text; }
};

struct Route {
  std::set<std::string> methods;
  std::vector<Segment> segments;

  bool same_paths_as(const Route& other) const;
};

// Nothing when the pattern is malformed.
std::optional<Route> parse_route(const std::vector<std::string>& methods, std::string_view pattern);

// The segments of a path, each decoded; nothing when an escape is invalid or stands for NUL.
std::optional<std::vector<std::string>> decoded_segments(std::string_view path);

struct Match {
  std::string kinds;
  std::vector<std::pair<std::string, std::string>> params;
};

std::optional<Match> match(const Route& route, const std::vector<std::string>& path);

}  // namespace siding::fuzz
