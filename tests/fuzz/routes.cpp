#include "fuzz/routes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace siding::fuzz {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHex = "0123456789abcdefABCDEF";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

bool is_made_of(std::string_view text, std::string_view bytes) {
  return text.find_first_not_of(bytes) == text.npos;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find('/');
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool climbs(const std::string& value) {
  const auto parts = split(value);
  return std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part == "." || part == ".."; });
}

bool is_int(const std::string& text) {
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.size() > 19 || !is_made_of(digits, kDigits)) return false;
  errno = 0;
  std::strtoll(text.c_str(), nullptr, 10);
  return errno == 0;
}

bool is_uuid(const std::string& text) {
  constexpr std::string_view kShape = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  return std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(),
                    [](char c, char shape) { return shape == '-' ? c == '-' : kHex.find(c) != kHex.npos; });
}

// Of "{name}", "{name:int}", "{name...}" and the like; nothing when it is malformed.
std::optional<Segment> parse_parameter(std::string inside, bool last) {
  char kind = 'd';
  const auto strip = [&](std::string_view end, char its_kind) {
    if (kind != 'd' || !inside.ends_with(end)) return;
    inside.resize(inside.size() - end.size());
    kind = its_kind;
  };
  strip("...", 'e');
  strip(":int", 'b');
  strip(":uuid", 'c');
  if (kind == 'e' && !last) return {};
  if (inside.empty() || kLetters.find(inside.front()) == kLetters.npos) return {};
  if (!is_made_of(inside, std::string{kLetters}.append(kDigits).append("-"))) return {};
  return Segment{kind, "", inside};
}

std::optional<Segment> parse_segment(const std::string& text, bool last) {
  if (text.find_first_of("{}") == text.npos) {
    if (text == "." || text == "..") return {};
    return Segment{'a', text, ""};
  }
  const bool whole = text.size() >= 2 && text.front() == '{' && text.back() == '}';
  const auto inside = whole ? text.substr(1, text.size() - 2) : text;
  if (inside.find_first_of("{}") != inside.npos) return {};
  return parse_parameter(inside, last);
}

bool takes(const Segment& segment, const std::string& text) {
  switch (segment.kind) {
    case 'a':
      return text == segment.text;
    case 'b':
      return is_int(text);
    case 'c':
      return is_uuid(text);
    default:
      return !text.empty() && !climbs(text);
  }
}

std::string joined(const std::vector<std::string>& parts, std::size_t from) {
  std::string text = parts[from];
  for (std::size_t i = from + 1; i < parts.size(); ++i) text += "/" + parts[i];
  return text;
}

}  // namespace

bool Route::same_paths_as(const Route& other) const {
  return std::equal(segments.begin(), segments.end(), other.segments.begin(), other.segments.end(),
                    [](const Segment& a, const Segment& b) { return a.same_as(b); });
}

std::optional<Route> parse_route(const std::vector<std::string>& methods, std::string_view pattern) {
  Route route{.methods = {methods.begin(), methods.end()}, .segments = {}};
  if (route.methods.size() != methods.size() || !pattern.starts_with('/') || pattern.size() > 4096) return {};
  if (std::any_of(pattern.begin(), pattern.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) return {};
  if (pattern.find_first_of("?#%") != pattern.npos) return {};
  const auto parts = split(pattern.substr(1));
  if (parts.size() > 128) return {};
  std::set<std::string> names;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto segment = parse_segment(parts[i], i + 1 == parts.size());
    if (!segment || (segment->kind != 'a' && !names.insert(segment->name).second)) return {};
    route.segments.push_back(*segment);
  }
  return route;
}

std::optional<std::vector<std::string>> decoded_segments(std::string_view path) {
  auto parts = split(path.substr(1));
  for (std::string& part : parts) {
    std::string decoded;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] != '%') {
        decoded += part[i];
        continue;
      }
      const auto digits = part.substr(i + 1, 2);
      if (digits.size() < 2 || !is_made_of(digits, kHex) || digits == "00") return {};
      decoded += static_cast<char>(std::strtol(digits.c_str(), nullptr, 16));
      i += 2;
    }
    part = decoded;
  }
  return parts;
}

std::optional<Match> match(const Route& route, const std::vector<std::string>& path) {
  Match found;
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    const Segment& segment = route.segments[i];
    if (i >= path.size()) return {};
    found.kinds += segment.kind;
    if (segment.kind == 'e') {
      const auto rest = joined(path, i);
      if (climbs(rest)) return {};
      found.params.emplace_back(segment.name, rest);
      return found;
    }
    if (!takes(segment, path[i])) return {};
    if (segment.kind != 'a') found.params.emplace_back(segment.name, path[i]);
  }
  if (path.size() != route.segments.size()) return {};
  return found;
}

}  // namespace siding::fuzz
