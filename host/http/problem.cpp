// make_problem(): RFC 9457 documents, and which form of them the client takes.
#include <charconv>

#include "http/grammar.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace siding::http {
namespace {

// The length of the UTF-8 sequence that `text` begins with, 0 when it is invalid.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool beyond = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);  // surrogates, > 10FFFF
  return overlong || beyond ? 0 : size;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out.append(1, '\\').append(1, c);
  } else if (byte < 0x20 || byte == 0x7F) {
    out.append("\\u00").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
  } else {
    out.append(1, c);
  }
}

// A JSON string; bytes that are not UTF-8 become U+FFFD, since text of a plugin's exception can be anything.
void append_json(std::string& out, std::string_view text) {
  out.append(1, '"');
  while (!text.empty()) {
    const auto size = utf8_sequence(text);
    if (size == 1) {
      append_escaped(out, text.front());
    } else {
      out.append(size == 0 ? std::string_view{"\xEF\xBF\xBD"} : text.substr(0, size));
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  out.append(1, '"');
}

// How precisely a media range speaks of problem documents; 0 when it does not.
unsigned precision(std::string_view range) {
  if (equal_ignoring_case(range, "application/problem+json")) return 4;
  if (equal_ignoring_case(range, "application/json")) return 3;
  if (equal_ignoring_case(range, "application/*")) return 2;
  return range == "*/*" ? 1 : 0;
}

// True when the parameters after a media range hold a weight of zero.
bool is_refused(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = parameters.find(';');
    const auto parameter = trim(parameters.substr(0, end));
    parameters = end == parameters.npos ? std::string_view{} : parameters.substr(end + 1);
    if (parameter.size() < 3 || !equal_ignoring_case(parameter.substr(0, 2), "q=")) continue;
    return parameter.substr(2).find_first_not_of("0.") == parameter.npos;
  }
  return false;
}

// The most precise media range decides; no Accept at all takes anything.
bool takes_json(std::string_view accept) {
  if (trim(accept).empty()) return true;
  unsigned most = 0;
  bool taken = false;
  while (!accept.empty()) {
    const auto member = next_member(accept);
    const auto end = member.find(';');
    const unsigned precise = precision(trim(member.substr(0, end)));
    if (precise <= most) continue;
    most = precise;
    taken = end == member.npos || !is_refused(member.substr(end + 1));
  }
  return taken;
}

std::string json_problem(std::string_view status, std::string_view title, std::string_view detail) {
  std::string text{R"({"title":)"};
  append_json(text, title);
  text.append(R"(,"status":)").append(status);
  if (!detail.empty()) append_json(text.append(R"(,"detail":)"), detail);
  return text.append("}\n");
}

std::string plain_problem(std::string_view status, std::string_view title, std::string_view detail) {
  std::string text{status};
  text.append(" ").append(title).append("\n");
  if (!detail.empty()) text.append(detail).append("\n");
  return text;
}

}  // namespace

void make_problem(Response& response, unsigned status, std::string_view detail, std::string_view accept) {
  const bool json = takes_json(accept);
  char digits[12];
  const std::string_view number{digits, std::to_chars(digits, digits + sizeof digits, status).ptr};
  const auto title = reason_phrase(status);

  response.clear();
  response.status = status;
  append_field(response, "Content-Type", json ? "application/problem+json" : "text/plain; charset=utf-8");
  response.body = Body::owned(json ? json_problem(number, title, detail) : plain_problem(number, title, detail));
}

void make_problem(Response& response, unsigned status, std::string_view detail, const Request& request) {
  make_problem(response, status, detail, request.list("Accept"));
}

}  // namespace siding::http
