#include "routing/pattern.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/method.hpp"

namespace siding::routing {
namespace {

using namespace std::string_view_literals;

constexpr auto kTypes = std::to_array({"int"sv, "uuid"sv});
constexpr std::size_t kMaxDigits = 19;  // of the largest 64-bit number

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

std::string quoted(std::string_view text) {
  return "`" + std::string{text} + "`";
}

// Reads one pattern; every complaint goes to `mistakes` with the pattern's place.
class Reader {
 public:
  Reader(const Pattern& pattern, Mistakes& mistakes) : pattern_{pattern}, mistakes_{mistakes} {}

  std::vector<Segment> read() {
    check_methods();
    if (is_readable()) read_segments();
    return std::move(segments_);
  }

 private:
  void complain(std::string what, std::string fix) {
    mistakes_.push_back({.code = ExitCode::configuration,
                         .place = pattern_.place,
                         .what = std::move(what),
                         .fix = std::move(fix),
                         .quoted = {}});
  }

  void complain_of_path(std::string_view what, std::string fix) {
    complain("the path " + quoted(pattern_.path) + " " + std::string{what}, std::move(fix));
  }

  void check_methods() {
    const auto& methods = pattern_.methods;
    for (auto method = methods.begin(); method != methods.end(); ++method) {
      if (!http::Method{*method}.is_known()) {
        const auto near = nearest(*method, http::known_methods());
        complain("unknown method " + quoted(*method), near.empty() ? "" : "did you mean " + quoted(near) + "?");
      } else if (std::find(methods.begin(), method, *method) != method) {
        complain("the method " + quoted(*method) + " is named twice", "name it once");
      }
    }
  }

  // False, with a complaint, when there is no sense in looking at segments.
  bool is_readable() {
    const std::string_view path = pattern_.path;
    if (!path.starts_with('/')) {
      complain_of_path("does not begin with a slash", "write " + quoted("/" + pattern_.path));
    } else if (path.size() > kMaxPatternLength) {
      complain("a path has " + std::to_string(path.size()) + " bytes",
               "at most " + std::to_string(kMaxPatternLength) + " are possible");
    } else if (std::any_of(path.begin(), path.end(), is_control)) {
      complain_of_path("holds a control character", "remove it");
    } else if (path.find('?') != path.npos) {
      complain_of_path("holds a query", "routes are found by path alone: the handler reads the query");
    } else if (path.find('#') != path.npos) {
      complain_of_path("holds a fragment", "clients never send one: end the path before `#`");
    } else if (path.find('%') != path.npos) {
      complain_of_path("is percent-encoded", "write the decoded text: \"/a b\" matches \"/a%20b\"");
    } else if (static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) > kMaxSegments) {
      complain_of_path("has too many segments", "at most " + std::to_string(kMaxSegments) + " are possible");
    } else {
      return true;
    }
    return false;
  }

  void read_segments() {
    for (auto rest = std::string_view{pattern_.path}.substr(1);;) {
      const auto end = rest.find('/');
      read_segment(rest.substr(0, end), end == rest.npos);
      if (end == rest.npos) return;
      rest.remove_prefix(end + 1);
    }
  }

  void read_segment(std::string_view text, bool last) {
    const auto opened = std::count(text.begin(), text.end(), '{');
    const auto closed = std::count(text.begin(), text.end(), '}');
    if (opened != closed) {
      complain_of_path("has a brace without its partner", "a parameter is written `{name}`, within one segment");
    } else if (opened == 0) {
      read_fixed(text);
    } else if (opened == 1 && text.starts_with('{') && text.ends_with('}')) {
      read_parameter(text.substr(1, text.size() - 2), last);
    } else {
      complain_of_path("has a parameter that is only part of a segment, " + quoted(text),
                       "a parameter fills the whole of its segment: `/{name}/`");
    }
  }

  void read_fixed(std::string_view text) {
    if (text == "." || text == "..") {
      complain_of_path("holds a dot segment", "clients resolve " + quoted(text) + " before they send a path");
    }
    segments_.push_back({SegmentKind::fixed, text});
  }

  void read_parameter(std::string_view inside, bool last) {
    const bool tail = inside.ends_with("...");
    if (tail) inside.remove_suffix(3);
    const auto colon = tail ? inside.npos : inside.find(':');
    const auto name = inside.substr(0, colon);
    if (name.empty()) {
      complain_of_path("has a parameter without a name", "write `{name}`");
    } else if (!is_name(name)) {
      complain_of_path("has a parameter with an invalid name, " + quoted(name),
                       "a name is a letter or `_`, then letters, digits, `_` and `-`");
    } else if (has_parameter(name)) {
      complain_of_path("has two parameters named " + quoted(name), "give each its own name");
    } else if (tail && !last) {
      complain_of_path("goes on after " + quoted("{" + std::string{name} + "...}"),
                       "it takes all that is left, so it comes last");
    }
    segments_.push_back({tail                   ? SegmentKind::tail
                         : colon == inside.npos ? SegmentKind::text
                                                : kind_of(inside.substr(colon + 1), name),
                         name});
  }

  bool has_parameter(std::string_view name) const {
    return std::any_of(segments_.begin(), segments_.end(), [&](const Segment& segment) {
      return segment.kind != SegmentKind::fixed && segment.text == name;
    });
  }

  SegmentKind kind_of(std::string_view type, std::string_view name) {
    if (type == "int") return SegmentKind::integer;
    if (type == "uuid") return SegmentKind::uuid;
    std::string fix = "known types are `int` and `uuid`; " + quoted("{" + std::string{name} + "}") + " takes any text";
    if (type == "path") {
      fix = "write " + quoted("{" + std::string{name} + "...}") + " for a parameter that takes slashes";
    } else if (const auto near = nearest(type, kTypes); !near.empty()) {
      fix = "did you mean " + quoted(near) + "?";
    }
    complain_of_path("has a parameter of unknown type " + quoted(type), std::move(fix));
    return SegmentKind::text;
  }

  const Pattern& pattern_;
  Mistakes& mistakes_;
  std::vector<Segment> segments_;
};

bool is_integer(std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || digits.size() > kMaxDigits) return false;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

}  // namespace

std::vector<Segment> parse_pattern(const Pattern& pattern, Mistakes& mistakes) {
  return Reader{pattern, mistakes}.read();
}

bool fits(SegmentKind kind, std::string_view segment) noexcept {
  switch (kind) {
    case SegmentKind::integer:
      return is_integer(segment);
    case SegmentKind::uuid:
      return is_uuid(segment);
    default:
      return !segment.empty() && !has_dot_segment(segment);
  }
}

bool has_dot_segment(std::string_view value) noexcept {
  constexpr std::string_view kSeparators{"/\0", 2};
  for (auto dot = value.find('.'); dot != value.npos;) {
    const bool begins = dot == 0 || kSeparators.find(value[dot - 1]) != kSeparators.npos;
    const auto end = std::min(value.find_first_of(kSeparators, dot), value.size());
    const auto part = value.substr(dot, end - dot);
    if (begins && (part == "." || part == "..")) return true;
    dot = value.find('.', end);
  }
  return false;
}

}  // namespace siding::routing
