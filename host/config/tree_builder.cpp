#include "config/tree_builder.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace siding::config {
namespace {

constexpr std::size_t kDeepest = 64;

// Whether the quoted scalar that starts there ends: yaml-cpp takes the end of the file for its end.
bool is_closed(std::string_view written) {
  const char quote = written.front();
  for (std::size_t at = 1; at < written.size(); ++at) {
    if (quote == '"' && written[at] == '\\') {
      ++at;
    } else if (written[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < written.size() && written[at + 1] == quote;
      if (!doubled) return true;
      ++at;
    }
  }
  return false;
}

}  // namespace

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (!begun_) {
    begun_ = true;
    return;
  }
  const Place start = place(mark);
  if (source_.from(start).starts_with("---")) {
    report_.add(start, "a second document starts here", "one file holds one document: remove the `---`");
  } else {
    report_.add(start, "this does not go on with what stands above it", "expected one map of `key: value` lines");
  }
  throw Stop{};
}

Place TreeBuilder::place(const YAML::Mark& mark) const {
  if (mark.is_null()) return source_.place(1, 1);
  const auto line = std::min(static_cast<std::size_t>(mark.line), source_.line_count() - 1) + 1;
  const auto number = static_cast<std::uint32_t>(line);
  // The parser may stand beyond the end of the file.
  const auto column = std::min(static_cast<std::size_t>(mark.column), source_.line(number).size()) + 1;
  return source_.place(number, static_cast<std::uint32_t>(column));
}

SyntaxError TreeBuilder::error(const YAML::ParserException& exception) const {
  SyntaxError error{.message = exception.msg,
                    .place = place(exception.mark),
                    .last_scalar = last_scalar_,
                    .last_closed = last_closed_,
                    .open_flow = {}};
  if (!open_.empty() && open_.back().flow) error.open_flow = open_.back().node.place;
  return error;
}

Node TreeBuilder::node(Node::Kind kind, const YAML::Mark& mark) const {
  Node made;
  made.kind = kind;
  made.place = place(mark);
  // yaml-cpp gives an absent value the place of whatever comes next.
  const bool absent = kind == Node::Kind::null && !open_.empty() && open_.back().key;
  if (absent) made.place = open_.back().key->place;
  return made;
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::EmitterStyle::value style) {
  if (open_.size() == kDeepest) {
    report_.add(place(mark), "nested too deeply", "at most 64 levels", ExitCode::data);
    throw Stop{};
  }
  check_tag(mark, tag);
  open_.push_back({.node = node(kind, mark), .flow = style == YAML::EmitterStyle::Flow, .key = {}});
}

void TreeBuilder::close() {
  Open done = std::move(open_.back());
  open_.pop_back();
  if (done.flow) last_closed_ = done.node.place;
  add(std::move(done.node));
}

void TreeBuilder::add(Node made) {
  if (open_.empty()) {
    root_ = std::move(made);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.kind == Node::Kind::list) {
    parent.node.items.push_back(std::move(made));
  } else if (!parent.key) {
    parent.key = std::move(made);
  } else {
    parent.node.members.push_back({std::move(*parent.key), std::move(made)});
    parent.key.reset();
  }
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& text) {
  Node made = node(Node::Kind::scalar, mark);
  made.text = text;
  made.plain = tag == "?";
  check_tag(mark, tag);
  const std::string_view written = source_.from(made.place);
  const bool quoted = !made.plain && (written.starts_with('"') || written.starts_with('\''));
  if (quoted && !is_closed(written)) {
    report_.add(made.place, "this quote is not closed", "the value goes on to the end of the file", ExitCode::data);
    throw Stop{};
  }
  last_scalar_ = made.place;
  add(std::move(made));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  report_.add(place(mark), "an alias (`*`) is not supported",
              "write the value out, or quote it if the `*` belongs to it");
  add(node(Node::Kind::null, mark));
}

void TreeBuilder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
  report_.add(place(mark), "an anchor (`&" + name + "`) is not supported",
              "write the value out where it is needed, or quote it if the `&` belongs to it");
}

void TreeBuilder::check_tag(const YAML::Mark& mark, const std::string& tag) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  report_.add(place(mark), "a tag (`!...`) is not supported",
              "quoted is text, `true`, `42` and `1.5` are what they look like");
}

}  // namespace siding::config
