#include "http/target.hpp"

#include <algorithm>

#include "http/grammar.hpp"
#include "http/host_field.hpp"
#include "http/percent.hpp"

namespace siding::http {
namespace {

Refusal refused(std::string_view reason) {
  return {.status = 400, .reason = reason, .close = true};
}

constexpr ByteSet kVisible = ByteSet::range(0x21, 0x7E).without("#");
constexpr ByteSet kPath = kVisible.without("?\\");

std::string_view reason_against(char c) {
  if (c == '#') return "The request target holds a fragment.";
  if (c == '\\') return "The request target holds a backslash.";
  return "The request target holds a byte that has to be percent-encoded.";
}

// Splits "/where%20?q=now" into `target`; the reason when it can't be.
std::string_view split(Target& target, std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* const path_end = kPath.end(text);
  if (path_end != end && *path_end != '?') return reason_against(*path_end);
  target.path = {text.data(), path_end};
  if (!has_valid_escapes(target.path)) return "The request target holds an invalid percent-escape.";
  if (target.path.find("%00") != text.npos) return "The request target holds an escaped NUL.";
  if (path_end == end) return {};
  target.query = {path_end + 1, end};
  const char* const query_end = kVisible.end(target.query);
  return query_end == end ? std::string_view{} : reason_against(*query_end);
}

Result<Target, Refusal> authority_form(std::string_view text) {
  const auto colon = text.rfind(':');
  if (!is_host(text) || colon == text.npos || colon + 1 == text.size() || text.back() == ']') {
    return refused("CONNECT takes a host and a port as its target.");
  }
  return Target{.form = TargetForm::authority, .authority = text, .path = {}, .query = {}};
}

Result<Target, Refusal> absolute_form(std::string_view method, std::string_view text) {
  const auto colon = text.find("://");
  const auto scheme = text.substr(0, colon);
  if (colon == text.npos || !(equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https"))) {
    return refused("The request target is neither a path nor an http URI.");
  }
  const auto rest = text.substr(colon + 3);
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  Target target{.form = TargetForm::absolute, .authority = rest.substr(0, end), .path = {}, .query = {}};
  if (!is_host(target.authority)) return refused("The request target names an invalid host.");
  const auto tail = rest.substr(end);
  if (const auto reason = split(target, tail); !reason.empty()) return refused(reason);
  if (target.path.empty()) target.path = method == "OPTIONS" && tail.empty() ? "*" : "/";
  return target;
}

}  // namespace

Result<Target, Refusal> parse_target(std::string_view method, std::string_view text) {
  if (method == "CONNECT") return authority_form(text);
  if (text.empty()) return refused("The request target is empty.");
  if (text == "*") {
    if (method != "OPTIONS") return refused("Only OPTIONS takes the target \"*\".");
    return Target{.form = TargetForm::asterisk, .authority = {}, .path = text, .query = {}};
  }
  if (text.front() != '/') return absolute_form(method, text);
  Target target;
  if (const auto reason = split(target, text); !reason.empty()) return refused(reason);
  return target;
}

}  // namespace siding::http
