#include "http/response.hpp"

#include <utility>

#include "base/recycled.hpp"
#include "http/grammar.hpp"

namespace siding::http {
namespace {

constexpr std::string_view kContentType = "Content-Type";
constexpr std::string_view kContentTypeLine = "Content-Type: ";
constexpr std::string_view kSeparator = ": ";
constexpr std::string_view kLineEnd = "\r\n";

bool belongs_to_transport(std::string_view name) {
  const auto is = [name](std::string_view reserved) { return equal_ignoring_case(name, reserved); };
  switch (name.size()) {  // most names are let through by their length
    case 2:
      return is("TE");
    case 4:
      return is("Date");
    case 7:
      return is("Upgrade") || is("Trailer");
    case 10:
      return is("Connection") || is("Keep-Alive");
    case 14:
      return is("Content-Length");
    case 17:
      return is("Transfer-Encoding");
    default:
      return false;
  }
}

}  // namespace

Body Body::owned(std::string bytes) {
  Body body;
  body.owned_ = std::move(bytes);
  return body;
}

Body Body::fixed(std::string_view bytes) {
  Body body;
  body.view_ = bytes;
  return body;
}

Body Body::released(std::string_view bytes, Release release, void* user) {
  Body body = fixed(bytes);
  body.release_ = release;
  body.user_ = user;
  return body;
}

Body& Body::operator=(Body&& other) noexcept {
  Body taken{std::move(other)};
  swap(taken);
  return *this;
}

void Body::swap(Body& other) noexcept {
  owned_.swap(other.owned_);
  std::swap(view_, other.view_);
  std::swap(release_, other.release_);
  std::swap(user_, other.user_);
}

void Response::shrink() {
  clear();
  give_back(fields);
  body = {};
}

bool append_field(Response& response, std::string_view name, std::string_view value) {
  if (!is_field_value(value)) return false;
  if (name == kContentType) {  // the one of nearly every answer
    response.fields.append(kContentTypeLine, value, kLineEnd);
    return true;
  }
  if (!is_token(name) || belongs_to_transport(name)) return false;
  response.names_server |= name.size() == 6 && equal_ignoring_case(name, "Server");
  response.fields.append(name, kSeparator, value, kLineEnd);
  return true;
}

}  // namespace siding::http
