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
  if (path == "*" && method == "OPTIONS") {
    match.allow = tree_->offers.allow();
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
  auto end = escaped ? SegmentTree::kNoEnd : tree_->segments.find_whole(text);
  if (end == SegmentTree::kNoEnd) end = tree_->segments.find(text, separator, match.params);
  if (end == SegmentTree::kNoEnd) return Outcome::not_found;

  if (const Offer* const offer = tree_->offers.find(end, method)) {
    match.route = offer->route;
    tree_->name_values(match, offer->first_name, separator);
    return Outcome::found;
  }
  match.params.clear();
  match.allow = tree_->offers.allow(end);
  return method == "OPTIONS" ? Outcome::options : Outcome::method_not_allowed;
}

}  // namespace siding::routing
