#include "routing/router.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "http/percent.hpp"
#include "routing/pattern.hpp"
#include "routing/segment_tree.hpp"

namespace siding::routing {
namespace {

// The route that answers one method.
struct Offer {
  std::string method;
  std::uint32_t route;
};

// What is offered where a path ends.
struct End {
  std::vector<Offer> offers;
  std::string allow;  // "GET, HEAD, OPTIONS"

  const Offer* find(std::string_view method) const {
    const auto found = std::find_if(offers.begin(), offers.end(), [&](const Offer& o) { return o.method == method; });
    return found == offers.end() ? nullptr : &*found;
  }
};

using Methods = std::set<std::string_view>;

void add_methods(Methods& methods, const End& end) {
  for (const Offer& offer : end.offers) {
    methods.insert(offer.method);
    if (offer.method == "GET") methods.insert("HEAD");
  }
  methods.insert("OPTIONS");
}

std::string join(const Methods& methods) {
  std::string text;
  for (const auto method : methods) text.append(text.empty() ? "" : ", ").append(method);
  return text;
}

// Decodes the path segment by segment, NUL after each, so that a decoded slash does not separate.
bool decode(std::string_view path, std::string& out) {
  out.reserve(path.size() + 1);  // the values point into it: it must not move
  for (auto rest = path;;) {
    const auto end = rest.find('/');
    if (!http::append_decoded(out, rest.substr(0, end))) return false;
    if (end == rest.npos) return true;
    out.push_back('\0');
    rest.remove_prefix(end + 1);
  }
}

std::string at(const Pattern& pattern) {
  const auto place = pattern.place.file_and_line();
  return place.empty() ? pattern.path : pattern.path + " at " + place;
}

Mistake collision(const Pattern& first, const Pattern& second, const std::string& method) {
  return {.code = ExitCode::configuration,
          .place = second.place,
          .what = at(first) + " and " + at(second) + " match the same paths with " + method,
          .fix = "remove one of them, or give them different methods",
          .quoted = {}};
}

}  // namespace

struct Router::Tree {
  SegmentTree segments;
  std::vector<End> ends;                        // by `end_of`
  std::vector<std::uint32_t> end_of;            // by node
  std::vector<std::vector<std::string>> names;  // of the parameters, by route
  std::string allow;                            // of the whole server

  void add(std::span<const Pattern> patterns, std::uint32_t route, const std::vector<Segment>& parsed,
           Mistakes& mistakes);
  End& end_at(std::uint32_t node);
  void finish();
  Outcome choose(std::string_view method, const End& end, Match& match) const;
  void name_values(Match& match, char separator) const;
};

void Router::Tree::add(std::span<const Pattern> patterns, std::uint32_t route, const std::vector<Segment>& parsed,
                       Mistakes& mistakes) {
  End& end = end_at(segments.add(parsed));
  const auto offer = [&](const std::string& method) {
    if (const Offer* const taken = end.find(method)) {
      mistakes.push_back(collision(patterns[taken->route], patterns[route], method));
    } else {
      end.offers.push_back({.method = method, .route = route});
    }
  };
  const auto& methods = patterns[route].methods;
  if (methods.empty()) offer("GET");
  std::for_each(methods.begin(), methods.end(), offer);
  for (const Segment& segment : parsed) {
    if (segment.kind != SegmentKind::fixed) names[route].emplace_back(segment.text);
  }
}

End& Router::Tree::end_at(std::uint32_t node) {
  constexpr auto kNone = static_cast<std::uint32_t>(-1);
  if (node >= end_of.size()) end_of.resize(node + 1, kNone);
  if (end_of[node] == kNone) {
    end_of[node] = static_cast<std::uint32_t>(ends.size());
    ends.emplace_back();
  }
  return ends[end_of[node]];
}

// Prepares the Allow fields.
void Router::Tree::finish() {
  Methods all;
  add_methods(all, {});
  for (End& end : ends) {
    Methods methods;
    add_methods(methods, end);
    end.allow = join(methods);
    add_methods(all, end);
  }
  allow = join(all);
}

Outcome Router::Tree::choose(std::string_view method, const End& end, Match& match) const {
  const Offer* offer = end.find(method);
  if (!offer && method == "HEAD") offer = end.find("GET");
  if (offer) {
    match.route = offer->route;
    return Outcome::found;
  }
  match.allow = end.allow;
  return method == "OPTIONS" ? Outcome::options : Outcome::method_not_allowed;
}

// Gives the values their names, and the tail of a decoded path its slashes back.
void Router::Tree::name_values(Match& match, char separator) const {
  const auto& route_names = names[match.route];
  for (std::size_t i = 0; i < match.params.size(); ++i) match.params[i].name = route_names[i];
  if (separator == '/' || match.params.empty()) return;
  const auto tail = static_cast<std::ptrdiff_t>(match.params.back().value.data() - match.decoded.data());
  std::replace(match.decoded.begin() + tail, match.decoded.end(), separator, '/');
}

Router::Router(std::unique_ptr<Tree> tree) : tree_{std::move(tree)} {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Result<Router, Mistakes> Router::build(std::span<const Pattern> patterns) {
  auto tree = std::make_unique<Tree>();
  tree->names.resize(patterns.size());
  Mistakes mistakes;
  for (std::uint32_t route = 0; route < patterns.size(); ++route) {
    const auto known = mistakes.size();
    const auto segments = parse_pattern(patterns[route], mistakes);
    if (mistakes.size() == known) tree->add(patterns, route, segments, mistakes);
  }
  if (!mistakes.empty()) return mistakes;
  tree->finish();
  return Router{std::move(tree)};
}

Outcome Router::find(std::string_view method, std::string_view path, Match& match) const {
  match.route = 0;
  match.params.clear();
  match.allow = {};
  match.decoded.clear();
  if (path == "*" && method == "OPTIONS") {
    match.allow = tree_->allow;
    return Outcome::options;
  }
  if (!path.starts_with('/')) return Outcome::not_found;
  if (path.find('\0') != path.npos) return Outcome::bad_path;

  std::string_view text = path.substr(1);
  const bool escaped = text.find('%') != text.npos;
  if (escaped) {
    if (!decode(text, match.decoded)) return Outcome::bad_path;
    text = match.decoded;
  }
  const char separator = escaped ? '\0' : '/';
  const auto node = tree_->segments.find(text, separator, match.params);
  if (node == 0) return Outcome::not_found;

  const auto outcome = tree_->choose(method, tree_->ends[tree_->end_of[node]], match);
  if (outcome == Outcome::found) {
    tree_->name_values(match, separator);
  } else {
    match.params.clear();
  }
  return outcome;
}

}  // namespace siding::routing
