// A route table and paths, as lines: "GET,POST /orders/{id:int}" each, an empty
// line, then "GET /orders/7" each. The router finds what a naive matcher finds.
#include <algorithm>
#include <optional>
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/routes.hpp"
#include "http/method.hpp"
#include "routing/router.hpp"

using namespace siding::fuzz;
using siding::routing::Outcome;
using siding::routing::Pattern;
using siding::routing::Router;

namespace {

constexpr std::size_t kPatterns = 16;
constexpr std::size_t kPaths = 16;

std::string_view take_until(std::string_view& rest, char end) {
  const auto taken = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
  return taken;
}

Pattern parse_line(std::string_view line) {
  Pattern pattern;
  auto methods = take_until(line, ' ');
  while (!methods.empty()) pattern.methods.emplace_back(take_until(methods, ','));
  pattern.path = line;
  return pattern;
}

// The patterns so far, as the router takes them and as the reference does.
struct Table {
  std::vector<Pattern> patterns;
  std::vector<Route> routes;

  bool collides(const Route& route) const {
    return std::any_of(routes.begin(), routes.end(), [&](const Route& other) {
      return other.same_paths_as(route) &&
             std::any_of(route.methods.begin(), route.methods.end(),
                         [&](const std::string& method) { return other.methods.contains(method); });
    });
  }
};

// What the reference makes of a pattern; nothing when it is refused.
std::optional<Route> expected_route(const Pattern& pattern) {
  auto methods = pattern.methods;
  if (methods.empty()) methods = {"GET"};
  const auto is_known = [](const siding::http::Method& method) { return method.is_known(); };
  if (!std::all_of(methods.begin(), methods.end(), is_known)) return {};
  return parse_route(methods, pattern.path);
}

bool is_built(std::vector<Pattern> patterns, const Pattern& one_more) {
  patterns.push_back(one_more);
  const auto built = Router::build(patterns);
  claim(built.has_value() || !built.error().front().what.empty(), "a mistake says what is wrong", one_more.path);
  return built.has_value();
}

// The router has to refuse what the reference refuses. What the reference takes is built as a whole, at the end.
void add(Table& table, const Pattern& pattern) {
  const auto route = expected_route(pattern);
  if (!route) return claim(!is_built({}, pattern), "a malformed pattern is refused", pattern.path);
  if (table.collides(*route)) {
    return claim(!is_built(table.patterns, pattern), "patterns of the same paths and method collide", pattern.path);
  }
  table.patterns.push_back(pattern);
  table.routes.push_back(*route);
}

struct Expected {
  Outcome outcome = Outcome::not_found;
  std::size_t route = 0;
  std::vector<std::pair<std::string, std::string>> params;
  std::set<std::string> allow;
};

void allow(Expected& expected, const Route& route) {
  expected.allow.insert(route.methods.begin(), route.methods.end());
  if (route.methods.contains("GET")) expected.allow.insert("HEAD");
  expected.allow.insert("OPTIONS");
}

// What each route makes of one path, by its index.
using Matches = std::vector<std::optional<Match>>;

// The route of these kinds that has the method.
std::optional<std::size_t> route_with(const Table& table, const Matches& matches, const std::string& kinds,
                                      const std::string& method) {
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (matches[i] && matches[i]->kinds == kinds && table.routes[i].methods.contains(method)) return i;
  }
  return {};
}

// Among the routes of the path that won: the method as it is, else GET for HEAD.
void judge_method(Expected& expected, const Table& table, const Matches& matches, const std::string& kinds,
                  const std::string& method) {
  auto route = route_with(table, matches, kinds, method);
  if (!route && method == "HEAD") route = route_with(table, matches, kinds, "GET");
  if (route) {
    expected.outcome = Outcome::found;
    expected.route = *route;
    expected.params = matches[*route]->params;
    return;
  }
  expected.outcome = method == "OPTIONS" ? Outcome::options : Outcome::method_not_allowed;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (matches[i] && matches[i]->kinds == kinds) allow(expected, table.routes[i]);
  }
}

Expected expect(const Table& table, const std::string& method, std::string_view path) {
  Expected expected;
  if (path == "*" && method == "OPTIONS") {
    for (const Route& route : table.routes) allow(expected, route);
    expected.allow.insert("OPTIONS");
    expected.outcome = Outcome::options;
    return expected;
  }
  if (!path.starts_with('/')) return expected;
  const auto segments = path.find('\0') == path.npos ? decoded_segments(path) : std::nullopt;
  expected.outcome = segments ? Outcome::not_found : Outcome::bad_path;
  if (!segments) return expected;
  Matches matches;
  std::string best;
  for (const Route& route : table.routes) {
    const auto& found = matches.emplace_back(match(route, *segments));
    if (found && (best.empty() || found->kinds < best)) best = found->kinds;
  }
  if (!best.empty()) judge_method(expected, table, matches, best, method);
  return expected;
}

std::set<std::string> methods_in(std::string_view list) {
  std::set<std::string> methods;
  while (!list.empty()) {
    auto name = take_until(list, ',');
    if (name.starts_with(' ')) name.remove_prefix(1);
    claim(methods.emplace(name).second, "a method is allowed once", name);
  }
  return methods;
}

void check(const Router& router, const Table& table, std::string_view line, siding::routing::Match& found) {
  const std::string method{take_until(line, ' ')};
  const std::string path{line};
  const auto expected = expect(table, method, path);
  const auto outcome = router.find(method, path, found);
  claim(outcome == expected.outcome, "the outcome is that of a naive matcher", path);
  claim(methods_in(found.allow) == expected.allow, "what is allowed is what the routes offer", found.allow);
  if (outcome != Outcome::found) return;
  claim(found.route == expected.route, "the most specific route wins", path);
  claim(found.params.size() == expected.params.size(), "each parameter has its value", path);
  for (std::size_t i = 0; i < found.params.size(); ++i) {
    claim(found.params[i].name == expected.params[i].first, "a parameter has its name", found.params[i].name);
    claim(found.params[i].value == expected.params[i].second, "a parameter has its value", found.params[i].value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = view(data, size);
  Table table;
  for (std::size_t i = 0; i < kPatterns && !input.empty(); ++i) {
    const auto line = take_until(input, '\n');
    if (line.empty()) break;
    add(table, parse_line(line));
  }
  const auto router = Router::build(table.patterns);
  claim(router.has_value(), "well-formed patterns that do not collide are a router",
        router ? std::string{} : router.error().front().what);
  siding::routing::Match found;
  for (std::size_t i = 0; i < kPaths && !input.empty(); ++i) check(*router, table, take_until(input, '\n'), found);
  return 0;
}
