#include "http/request.hpp"

#include <algorithm>

#include "base/recycled.hpp"
#include "http/grammar.hpp"

namespace siding::http {
namespace {

// What one recycled request may keep allocated.
constexpr std::size_t kKeptHead = 16 << 10;     // bytes: the default limit of a head
constexpr std::size_t kKeptContent = 16 << 10;  // bytes
constexpr std::size_t kKeptFields = 128;

auto find(const std::vector<Field>& fields, std::string_view name) {
  return std::find_if(fields.begin(), fields.end(),
                      [&](const Field& field) { return equal_ignoring_case(field.name, name); });
}

}  // namespace

std::string_view Request::field(std::string_view name) const {
  const auto found = find(fields, name);
  return found == fields.end() ? std::string_view{} : found->value;
}

bool Request::has_field(std::string_view name) const {
  return find(fields, name) != fields.end();
}

std::string Request::list(std::string_view name) const {
  std::string text;
  for (const Field& field : fields) {
    if (equal_ignoring_case(field.name, name)) text.append(text.empty() ? "" : ", ").append(field.value);
  }
  return text;
}

void Request::clear() {
  method = {};  // one by one: what is assigned on is read again, before it is there
  target = {};
  path = {};
  query = {};
  body = {};
  version = 11;
  content_length = 0;
  peer.clear();
  recycle(fields, kKeptFields);
  recycle(storage, kKeptHead);
  recycle(content, kKeptContent);
}

void Request::shrink() {
  clear();
  give_back(fields);
  give_back(peer);
  give_back(storage);
  give_back(content);
}

}  // namespace siding::http
