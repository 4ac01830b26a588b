#include "config/map_reader.hpp"

#include <algorithm>

#include "base/mistake.hpp"
#include "config/readers.hpp"

namespace siding::config {

MapReader::MapReader(const Field& field) : field_(field) {
  if (field.node.kind != Node::Kind::null) field_.is(Node::Kind::map, "a map of `key: value` lines");
}

MapReader::~MapReader() {
  for (const Member& member : field_.node.members) {
    const bool known = std::find(known_.begin(), known_.end(), member.key.text) != known_.end();
    const bool reported = member.key.kind != Node::Kind::scalar || member.key.text == "<<";  // check_keys does
    if (!known && !reported) report_unknown(member.key);
  }
}

std::optional<Field> MapReader::find(std::string_view key) {
  const bool asked = std::find(known_.begin(), known_.end(), key) != known_.end();
  if (!asked) known_.push_back(key);
  std::string path = field_.path.empty() ? std::string(key) : field_.path + '.' + std::string(key);
  const Node* node = field_.node.find(key);
  if (node && !asked) field_.report.note_present(path, *node);
  if (node) return Field{*node, std::move(path), field_.report};
  if (!asked) field_.report.note_absent(std::move(path));
  return std::nullopt;
}

void MapReader::require(std::string_view key, const std::string& why) {
  if (field_.node.find(key)) return;
  const bool whole = field_.path.empty();
  Place place = field_.node.place;
  if (whole) place = {place.file, 0, 0};  // no line of it is at fault
  const std::string owner = whole ? "the file" : '`' + field_.path + '`';
  field_.report.add(place, owner + " lacks the key `" + std::string(key) + '`', why);
}

void MapReader::report_unknown(const Node& key) const {
  std::string fix;
  if (const std::string_view near = nearest(key.text, known_); !near.empty()) {
    fix = "did you mean `" + std::string(near) + "`? ";
  }
  fix += "keys here: " + listing(known_, "and");
  const std::string owner = field_.path.empty() ? "" : " in `" + field_.path + '`';
  field_.report.add(key.place, "unknown key `" + key.text + '`' + owner, fix);
}

}  // namespace siding::config
