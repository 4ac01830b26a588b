#include "transport/request_parser.hpp"

#include <string_view>

#include "http/grammar.hpp"

namespace siding::transport {
namespace {

http::Refusal refused(std::string_view reason) {
  return {.status = 400, .reason = reason};
}

// Takes the next line off `head`, without its CR LF, which the scanner has seen.
std::string_view take_line(std::string_view& head) {
  const auto end = head.find('\n');
  const auto line = head.substr(0, end - 1);
  head.remove_prefix(end + 1);
  return line;
}

// method SP target SP "HTTP/" DIGIT "." DIGIT; the scanner has seen the last SP and what follows.
Result<void, http::Refusal> parse_request_line(std::string_view line, http::Request& request) {
  constexpr std::size_t kVersion = 9;  // " HTTP/1.1"
  const char major = line[line.size() - 3];
  const char minor = line[line.size() - 1];
  const auto space = line.find(' ');
  request.method = line.substr(0, space);
  if (space + kVersion >= line.size()) return refused("The request line has no target.");
  request.target = line.substr(space + 1, line.size() - kVersion - space - 1);
  if (request.target.find(' ') != line.npos) return refused("The request target is not valid.");
  if (major != '1') return http::Refusal{.status = 505, .reason = "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  request.version = minor == '0' ? 10 : 11;  // HTTP/1.2 and above are understood as 1.1 (RFC 9110, 2.5)
  return {};
}

}  // namespace

Result<void, http::Refusal> parse_head(http::Request& request, std::size_t max_fields) {
  std::string_view head = request.storage;
  if (auto parsed = parse_request_line(take_line(head), request); !parsed) return parsed;
  for (auto line = take_line(head); !line.empty(); line = take_line(head)) {
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    if (colon == line.npos || !http::is_token(name)) return refused("A field name is not a token.");
    const auto value = http::trim(line.substr(colon + 1));
    if (!http::is_field_value(value)) return refused("A field value is not valid.");
    if (request.fields.size() == max_fields) {
      return http::Refusal{.status = 431, .reason = "There are too many fields."};
    }
    request.fields.push_back({name, value});
  }
  return {};
}

}  // namespace siding::transport
