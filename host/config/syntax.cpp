#include "config/syntax.hpp"

#include <array>
#include <string>
#include <utility>

namespace siding::config {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

bool is_space(char c) {
  return kSpaces.find(c) != std::string_view::npos;
}

Mistake not_yaml(const Place& place, std::string what, std::string fix) {
  return {.code = ExitCode::data, .place = place, .what = std::move(what), .fix = std::move(fix), .quoted = {}};
}

char at(const Source& source, const Place& place) {
  const std::string_view rest = source.from(place);
  return rest.empty() ? '\n' : rest.front();
}

char before(const Source& source, Place place) {
  if (place.column < 2) return '\n';
  --place.column;
  return at(source, place);
}

// The whole word of which the parser read a part. A closing bracket that the word did not open ends it.
std::string word_at(const Source& source, const Place& place) {
  const std::string_view rest = source.from(place);
  unsigned open = 0;
  std::size_t end = 0;
  for (; end < rest.size() && !is_space(rest[end]); ++end) {
    const char c = rest[end];
    const bool closes = c == '}' || c == ']';
    if (open == 0 && (closes || c == ',')) break;
    if (c == '{' || c == '[') ++open;
    if (closes) --open;
  }
  return std::string(rest.substr(0, end));
}

Mistake needs_quotes(const Source& source, const Place& start, char bracket) {
  const std::string word = word_at(source, start);
  const std::string kind = bracket == '{' ? "map" : "list";
  return not_yaml(start, "`" + word + "` needs quotes: a bare `" + bracket + "` opens a " + kind + " here",
                  "write \"" + word + '"');
}

// `{ path: /hello/{name} }`: the parser takes `/hello/` for the value and stops at the brace.
std::optional<Mistake> bracket_in_value(const SyntaxError& error, const Source& source) {
  const char bracket = at(source, error.place);
  if ((bracket != '{' && bracket != '[') || is_space(before(source, error.place))) return std::nullopt;
  if (!error.last_scalar || error.last_scalar->line != error.place.line) return std::nullopt;
  return needs_quotes(source, *error.last_scalar, bracket);
}

// `listen: [::1]:8080`: the parser takes `[::1]` for a list and stops at what follows.
std::optional<Mistake> bracket_starts_value(const SyntaxError& error, const Source& source) {
  const char closing = before(source, error.place);
  if ((closing != '}' && closing != ']') || is_space(at(source, error.place))) return std::nullopt;
  if (!error.last_closed || error.last_closed->line != error.place.line) return std::nullopt;
  if (closing == at(source, error.place)) return std::nullopt;  // one bracket too many
  return needs_quotes(source, *error.last_closed, at(source, *error.last_closed));
}

std::optional<Mistake> never_closed(const SyntaxError& error, const Source& source) {
  const bool flow = error.message.find("flow not found") != std::string_view::npos;
  if (!flow || !error.open_flow) return std::nullopt;
  const char bracket = at(source, *error.open_flow);
  const std::string closing = bracket == '{' ? "}" : "]";
  return not_yaml(*error.open_flow, std::string("`") + bracket + "` is not closed",
                  "expected `,` or `" + closing + "` before line " + std::to_string(error.place.line) + ", column " +
                      std::to_string(error.place.column));
}

std::optional<Mistake> tab(const SyntaxError& error, const Source& source) {
  const std::string_view line = source.line(error.place.line);
  const std::size_t content = line.find_first_not_of(kSpaces);
  const std::size_t found = line.substr(0, content).find('\t');
  if (found == std::string_view::npos) return std::nullopt;
  return not_yaml(source.place(error.place.line, static_cast<std::uint32_t>(found + 1)), "a tab indents this line",
                  "YAML is indented with spaces");
}

// The message ends with the byte behind the backslash: of a longer character, or what stands for the end of the file.
std::optional<Mistake> escape(const SyntaxError& error, const Source&) {
  if (!error.message.starts_with("unknown escape character")) return std::nullopt;
  const char c = error.message.back();
  const bool ends = c == '\x04';
  const bool plain = c > ' ' && c < '\x7F';
  return not_yaml(error.place,
                  ends ? "the file ends with a backslash"
                       : std::string("unknown escape character") + (plain ? std::string(": ") + c : ""),
                  "write \\\\ for a backslash, or use single quotes");
}

std::optional<Mistake> reserved_start(const SyntaxError& error, const Source& source) {
  const char first = at(source, error.place);
  const bool alias = error.message == "the referenced anchor is not defined" || error.message.ends_with("after *");
  if (!alias && error.message != "unknown token") return std::nullopt;
  return not_yaml(error.place, std::string("a value cannot start with a bare `") + first + '`',
                  "quote it: \"" + word_at(source, error.place) + '"');
}

struct Wording {
  std::string_view message;
  std::string_view what;
  std::string_view fix;
};

constexpr std::string_view kIndentation = "lines that belong together are indented by the same number of spaces";

constexpr std::array<Wording, 7> kWordings{{
    {"illegal map value", "unexpected `:`",
     "expected `key: value`: a space after the colon, one per line, indented like the lines around it; a value that "
     "holds `: ` is quoted"},
    {"end of map not found", "this line does not go on with the map above it", kIndentation},
    {"end of sequence not found", "this line does not go on with the list above it", kIndentation},
    {"illegal block entry", "unexpected `-`", "an entry of a list starts on a line of its own"},
    {"illegal map key", "unexpected key", kIndentation},
    {"illegal flow end", "this bracket closes nothing", "remove it, or quote the value that it belongs to"},
    {"anchor not found after &", "a value cannot start with a bare `&`", "quote it"},
}};

Mistake reworded(const SyntaxError& error) {
  for (const Wording& wording : kWordings) {
    if (error.message == wording.message) {
      return not_yaml(error.place, std::string(wording.what), std::string(wording.fix));
    }
  }
  return not_yaml(error.place, "not YAML: " + std::string(error.message), "quoted, a value may hold anything");
}

}  // namespace

Mistake explain(const SyntaxError& error, const Source& source) {
  for (const auto& guess : {tab, bracket_in_value, bracket_starts_value, escape, reserved_start, never_closed}) {
    if (auto mistake = guess(error, source)) return *mistake;
  }
  return reworded(error);
}

}  // namespace siding::config
