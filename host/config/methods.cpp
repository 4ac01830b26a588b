#include "config/methods.hpp"

#include <algorithm>
#include <string_view>

#include "config/readers.hpp"

namespace siding::config {
namespace {

constexpr std::string_view kExpected = "an HTTP method in upper-case, such as GET or POST";

// A token of RFC 9110, its letters in upper-case: methods are case-sensitive.
bool is_method(std::string_view text) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
  return !text.empty() && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

void read_method(const Field& field, std::vector<std::string>& methods) {
  const auto text = Text{kExpected}(field);
  if (!text) return;
  if (!is_method(*text)) return field.refuse_written("is not a method", std::string(kExpected));
  if (std::find(methods.begin(), methods.end(), *text) != methods.end()) {
    return field.refuse_written("is listed twice", "each method once");
  }
  methods.push_back(*text);
}

}  // namespace

void read_methods(const Field& field, std::vector<std::string>& methods) {
  if (field.node.kind != Node::Kind::list) return read_method(field, methods);
  if (field.node.items.empty()) field.refuse("the list is empty", "methods, such as [GET, POST]");
  for (std::size_t at = 0; at < field.node.items.size(); ++at) read_method(field.item(at), methods);
}

}  // namespace siding::config
