#include "routing/router.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "http/percent.hpp"
#include "routing/fixed_paths.hpp"
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

// True of the segments of that kind.
auto has_kind(SegmentKind kind) {
  return [kind](const Segment& segment) { return segment.kind == kind; };
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
  FixedPaths fixed;
  SegmentTree segments;  // of all other paths
  Offers offers;
  std::map<std::string, std::uint32_t> name_lists;  // "id,part" begins there in `names`: many routes share one
  std::vector<std::string_view> names;              // of parameters, in the keys of name_lists

  void add(std::span<const Pattern> patterns, std::uint32_t route, const std::vector<Segment>& parsed,
           Mistakes& mistakes);
  std::uint32_t first_name_of(const std::vector<Segment>& parsed);
  Outcome find_none(const http::Method& method, std::string_view path, Match& match) const;
  Outcome find_parts(const http::Method& method, std::string_view text, Match& match) const;
  Outcome find_escaped(const http::Method& method, std::string_view text, Match& match) const;
  Outcome choose(const http::Method& method, const End& end, char separator, Match& match) const;
  void name_values(Match& match, std::uint32_t first_name, char separator) const;
};

void Router::Tree::add(std::span<const Pattern> patterns, std::uint32_t route, const std::vector<Segment>& parsed,
                       Mistakes& mistakes) {
  const bool is_fixed = std::all_of(parsed.begin(), parsed.end(), has_kind(SegmentKind::fixed));
  End& end = is_fixed ? fixed.add(std::string_view{patterns[route].path}.substr(1)) : segments.add(parsed);
  const auto first_name = first_name_of(parsed);
  const auto offer = [&](const http::Method& method) {
    if (const Offer* const taken = offers.find_exactly(end, method)) {
      mistakes.push_back(collision(patterns[taken->route], patterns[route], method));
    } else {
      offers.add(end, method, route, first_name);
    }
  };
  const auto& methods = patterns[route].methods;
  if (methods.empty()) offer("GET");
  std::for_each(methods.begin(), methods.end(), offer);
}

// Where the names of these parameters begin in `names`.
std::uint32_t Router::Tree::first_name_of(const std::vector<Segment>& parsed) {
  std::string list;
  for (const Segment& segment : parsed) {
    if (segment.kind != SegmentKind::fixed) list.append(segment.text).push_back(',');
  }
  const auto [known, is_new] = name_lists.try_emplace(std::move(list), static_cast<std::uint32_t>(names.size()));
  for (std::string_view rest = known->first; is_new && !rest.empty(); rest.remove_prefix(rest.find(',') + 1)) {
    names.push_back(rest.substr(0, rest.find(',')));
  }
  return known->second;
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
Outcome Router::Tree::find_none(const http::Method& method, std::string_view path, Match& match) const {
  if (path != "*" || method != "OPTIONS") return Outcome::not_found;
  match.allow = offers.allow();
  return Outcome::options;
}

// Decoded and segment by segment, of a path without its first slash.
Outcome Router::Tree::find_parts(const http::Method& method, std::string_view text, Match& match) const {
  if (text.find('\0') != text.npos) return Outcome::bad_path;
  if (text.find('%') != text.npos) return find_escaped(method, text, match);
  const End* const end = segments.find(text, '/', match.params);
  return end ? choose(method, *end, '/', match) : Outcome::not_found;
}

Outcome Router::Tree::find_escaped(const http::Method& method, std::string_view text, Match& match) const {
  if (!decode(text, match.decoded)) return Outcome::bad_path;
  char separator = '\0';
  const End* end = nullptr;
  if (match.decoded.find('/') == std::string::npos) {  // nothing that could be taken for a separator
    separator = '/';
    std::replace(match.decoded.begin(), match.decoded.end(), '\0', separator);
    end = fixed.find(match.decoded);
  }
  if (!end) end = segments.find(match.decoded, separator, match.params);
  return end ? choose(method, *end, separator, match) : Outcome::not_found;
}

// By the method, at the end that the path leads to.
Outcome Router::Tree::choose(const http::Method& method, const End& end, char separator, Match& match) const {
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
  return Router{std::move(tree)};
}

Outcome Router::find(const http::Method& method, std::string_view path, Match& match) const {
  match.route = 0;
  match.params.clear();
  match.allow = {};
  match.decoded.clear();
  if (!path.starts_with('/')) return tree_->find_none(method, path, match);
  const std::string_view text = path.substr(1);
  const End* const end = tree_->fixed.find(text);
  return end ? tree_->choose(method, *end, '/', match) : tree_->find_parts(method, text, match);
}

}  // namespace siding::routing
