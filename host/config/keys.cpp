#include "config/keys.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace siding::config {
namespace {

void check_key(const Node& key, Report& report) {
  if (key.kind != Node::Kind::scalar) {
    report.add(key.place, "a key is text, this one is " + std::string(name_of(key.kind)),
               "expected `key: value`; quote it if its brackets belong to it");
  } else if (key.plain && key.text == "<<") {
    report.add(key.place, "a merge key (`<<`) is not supported", "write the keys out");
  }
}

void check_map(const Node& map, Report& report) {
  std::unordered_map<std::string_view, const Place*> seen;
  for (const Member& member : map.members) {
    check_key(member.key, report);
    if (member.key.kind != Node::Kind::scalar) continue;
    const auto [first, is_new] = seen.emplace(member.key.text, &member.key.place);
    if (is_new) continue;
    report.add(member.key.place, "duplicate key `" + member.key.text + '`',
               "it is there already, on line " + std::to_string(first->second->line) + ": keep one of the two");
  }
}

}  // namespace

void check_keys(const Node& root, Report& report) {
  if (root.kind == Node::Kind::map) check_map(root, report);
  for (const Node& item : root.items) check_keys(item, report);
  for (const Member& member : root.members) check_keys(member.value, report);
}

}  // namespace siding::config
