#include "server/lab_path.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "routing/pattern.hpp"
#include "server/lab_usage.hpp"

namespace siding::server::lab {

namespace {

using dispatch::RouteOptions;

std::string encoded(std::string_view text, bool keep_slashes) {
  constexpr std::string_view kPlain = "-._~!$&'()*+,;=:@";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || kPlain.find(c) != kPlain.npos || (c == '/' && keep_slashes)) {
      out += c;
    } else {
      out += {'%', kHex[byte / 16], kHex[byte % 16]};
    }
  }
  return out;
}

// A path that the pattern matches.
class Sample {
 public:
  explicit Sample(const RouteOptions& route) : pattern_{route.path, route.methods, route.place} {
    Mistakes ignored;  // the router was built of it already
    segments_ = routing::parse_pattern(pattern_, ignored);
  }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  // "name=value"
  Mistakes set(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == text.npos) return usage("--param " + ticked(text) + " has no value", "write --param name=value");
    const std::string name = text.substr(0, equals);
    const auto known = std::find_if(segments_.begin(), segments_.end(), [&](const routing::Segment& segment) {
      return segment.kind != routing::SegmentKind::fixed && segment.text == name;
    });
    if (known == segments_.end()) return no_such_param(name);
    values_.emplace_back(name, text.substr(equals + 1));
    return {};
  }

  std::string path() const {
    std::string path;
    for (const routing::Segment& segment : segments_) path += '/' + text_of(segment);
    return path;
  }

 private:
  Mistakes no_such_param(const std::string& name) const {
    std::string names;
    for (const routing::Segment& segment : segments_) {
      if (segment.kind != routing::SegmentKind::fixed) {
        names += (names.empty() ? "" : ", ") + ticked(segment.text);
      }
    }
    return usage("the path " + ticked(pattern_.path) + " has no parameter " + ticked(name),
                 names.empty() ? "it has none" : "it has " + names);
  }

  std::string text_of(const routing::Segment& segment) const {
    using Kind = routing::SegmentKind;
    if (segment.kind == Kind::fixed) return encoded(segment.text, false);
    for (const auto& [name, value] : values_) {
      if (name == segment.text) return encoded(value, segment.kind == Kind::tail);
    }
    if (segment.kind == Kind::integer) return "1";
    if (segment.kind == Kind::uuid) return "00000000-0000-0000-0000-000000000000";
    return "x";
  }

  const routing::Pattern pattern_;
  std::vector<routing::Segment> segments_;  // views into it
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace

Result<std::string, Mistakes> sample_path(const RouteOptions& route, std::span<const std::string> params) {
  Sample sample(route);
  for (const std::string& param : params) {
    if (const Mistakes wrong = sample.set(param); !wrong.empty()) return wrong;
  }
  return sample.path();
}

}  // namespace siding::server::lab
