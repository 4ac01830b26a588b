// make_problem(): RFC 9457 documents, and which form of them the client takes.
#include <charconv>

#include "base/json_text.hpp"
#include "http/grammar.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace siding::http {
namespace {

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
