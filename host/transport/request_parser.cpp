#include "transport/request_parser.hpp"

#include <string_view>

#include "http/grammar.hpp"
#include "http/method.hpp"
#include "http/target.hpp"

namespace siding::transport {
namespace {

http::Refusal refused(std::string_view reason) {
  return {.status = 400, .reason = reason};
}

constexpr ByteSet kNoSpace = ByteSet::range(0, 0xFF).without(" \n");

bool is_line_end(const char* at) {
  return at[0] == '\r' && at[1] == '\n';
}

// " HTTP/1.1\r\n"
bool is_version(std::string_view text) {
  constexpr auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() >= 11 && text.starts_with(" HTTP/") && is_digit(text[6]) && text[7] == '.' && is_digit(text[8]) &&
         is_line_end(&text[9]);
}

// method SP target SP "HTTP/" DIGIT "." DIGIT CR LF. Takes it off `head`; `path` is all of the target, or empty.
Result<void, http::Refusal> take_request_line(std::string_view& head, http::Request& request, std::string_view& path) {
  const char* const method_end = kNoSpace.end(head.data());
  request.method = std::string_view{head.data(), method_end};
  if (*method_end == '\n') return refused("The request line has no target.");
  const char* const target = method_end + 1;
  const char* target_end = http::kPlainPathBytes.end(target);
  if (*target == '/' && *target_end == ' ' && request.method.is_known()) {
    path = {target, target_end};
  } else {
    target_end = kNoSpace.end(target_end);
  }
  request.target = {target, target_end};
  if (*target_end == '\n') return refused("The request line has no target.");
  head.remove_prefix(static_cast<std::size_t>(target_end - head.data()));
  if (!is_version(head)) return refused("The request target is not valid.");
  if (head[6] != '1') return http::Refusal{.status = 505, .reason = "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  request.version = head[8] == '0' ? 10 : 11;  // HTTP/1.2 and above are understood as 1.1 (RFC 9110, 2.5)
  head.remove_prefix(11);
  return {};
}

// name ":" value CR LF. Takes it off `head`; the reason when it can't be.
std::string_view take_field(std::string_view& head, http::Field& field) {
  const char* const end = head.data() + head.size();
  const char* const colon = http::kTokenBytes.end(head.data());
  if (colon == head.data() || *colon != ':') return "A field name is not a token.";
  const char* const value_end = http::end_of_field_bytes(colon + 1, end);
  if (!is_line_end(value_end)) return "A field value is not valid.";
  field.name = {head.data(), colon};
  head = {value_end + 2, end};
  field.value = http::trim({colon + 1, value_end});
  return {};
}

}  // namespace

Result<void, http::Refusal> parse_head(http::Request& request, std::size_t max_fields) {
  std::string_view head = request.storage;
  std::string_view path;
  if (auto parsed = take_request_line(head, request, path); !parsed) return parsed;
  while (!is_line_end(head.data())) {
    http::Field field;
    if (const auto reason = take_field(head, field); !reason.empty()) return refused(reason);
    if (request.fields.size() == max_fields) {
      return http::Refusal{.status = 431, .reason = "There are too many fields."};
    }
    request.fields.push_back(field);
  }
  request.path = path;
  return {};
}

}  // namespace siding::transport
