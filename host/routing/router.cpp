#include "routing/router.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "http/method.hpp"
#include "http/percent.hpp"
#include "routing/offers.hpp"
#include "routing/pattern.hpp"
#include "routing/segment_tree.hpp"

namespace siding::routing {
namespace {

// Decodes the path segment by segment, NUL between them, so that a decoded slash does not separate.
bool decode(std::string_view path, std::string& out) {
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

Mistake collision(const Pattern& first, const Pattern& second, std::string_view method) {
  return {.code = ExitCode::configuration,
          .place = second.place,
          .what = at(first) + " and " + at(second) + " match the same paths with " + std::string{method},
          .fix = "remove one of them, or give them different methods",
          .quoted = {}};
}

}  // namespace

struct Router::Tree {
  SegmentTree segments;
  Offers offers;
  std::vector<std::string_view> names;  // of the parameters of all routes, in name_texts
  std::set<std::string> name_texts;

  void add(std::span<const Pattern> patterns, std::uint32_t route, const std::vector<Segment>& parsed,
           Mistakes& mistakes);
  Outcome find_none(std::string_view method, std::string_view path, Match& match) const;
  Outcome find_parts(std::string_view method, std::string_view text, Match& match) const;
  Outcome choose(std::string_view method, std::uint32_t end, char separator, Match& match) const;
  void name_values(Match& match, std::uint32_t first_name, char separator) const;
};

void Router::Tree::add(std::span<const Pattern> patterns, std::uint32_t route, const std::vector<Segment>& parsed,
                       Mistakes& mistakes) {
  const auto end = segments.add(parsed);
  const auto first_name = static_cast<std::uint32_t>(names.size());
  const auto offer = [&](std::string_view method) {
    if (const Offer* const taken = offers.added(end, method)) {
      mistakes.push_back(collision(patterns[taken->route], patterns[route], method));
    } else {
      offers.add(end, {.method = http::known_method(method), .route = route, .first_name = first_name});
    }
  };
  const auto& methods = patterns[route].methods;
  if (methods.empty()) offer("GET");
  std::for_each(methods.begin(), methods.end(), offer);
  for (const Segment& segment : parsed) {
    if (segment.kind != SegmentKind::fixed) names.push_back(*name_texts.emplace(segment.text).first);
  }
}

// Gives the values their names, and the tail of a decoded path its slashes back.
void Router::Tree::name_values(Match& match, std::uint32_t first_name, char separator) const {
  if (match.params.empty()) return;
  auto name = names.begin() + first_name;
  for (Param& param : match.params) param.name = *name++;
  if (separator == '/') return;
  const auto tail = match.params.back().value.data() - match.decoded.data();
  std::replace(match.decoded.begin() + tail, match.decoded.end(), separator, '/');
}

// What is no path: "*" is the host itself.
Outcome Router::Tree::find_none(std::string_view method, std::string_view path, Match& match) const {
  if (path != "*" || method != "OPTIONS") return Outcome::not_found;
  match.allow = offers.allow();
  return Outcome::options;
}

// Segment by segment, of a path without its first slash.
Outcome Router::Tree::find_parts(std::string_view method, std::string_view text, Match& match) const {
  if (text.find('\0') != text.npos) return Outcome::bad_path;
  const bool escaped = text.find('%') != text.npos;
  if (escaped && !decode(text, match.decoded)) return Outcome::bad_path;
  const char separator = escaped ? '\0' : '/';
  const auto end = segments.find(escaped ? match.decoded : text, separator, match.params);
  return end == SegmentTree::kNoEnd ? Outcome::not_found : choose(method, end, separator, match);
}

// By the method, at the end that the path leads to.
Outcome Router::Tree::choose(std::string_view method, std::uint32_t end, char separator, Match& match) const {
  if (const Offer* const offer = offers.find(end, method)) {
    match.route = offer->route;
    name_values(match, offer->first_name, separator);
    return Outcome::found;
  }
  match.params.clear();
  match.allow = offers.allow(end);
  return method == "OPTIONS" ? Outcome::options : Outcome::method_not_allowed;
}

Router::Router(std::unique_ptr<Tree> tree) : tree_{std::move(tree)} {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Result<Router, Mistakes> Router::build(std::span<const Pattern> patterns) {
  auto tree = std::make_unique<Tree>();
  Mistakes mistakes;
  for (std::uint32_t route = 0; route < patterns.size(); ++route) {
    const auto known = mistakes.size();
    const auto segments = parse_pattern(patterns[route], mistakes);
    if (mistakes.size() == known) tree->add(patterns, route, segments, mistakes);
  }
  if (!mistakes.empty()) return mistakes;
  tree->offers.finish();
  return Router{std::move(tree)};
}

Outcome Router::find(std::string_view method, std::string_view path, Match& match) const {
  match.route = 0;
  match.params.clear();
  match.allow = {};
  match.decoded.clear();
  if (!path.starts_with('/')) return tree_->find_none(method, path, match);
  const std::string_view text = path.substr(1);
  const auto end = tree_->segments.find_whole(text);
  return end != SegmentTree::kNoEnd ? tree_->choose(method, end, '/', match) : tree_->find_parts(method, text, match);
}

}  // namespace siding::routing
