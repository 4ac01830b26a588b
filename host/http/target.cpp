#include "http/target.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "http/grammar.hpp"
#include "http/host_field.hpp"
#include "http/percent.hpp"

namespace siding::http {
namespace {

Refusal refused(std::string_view reason) {
  return {.status = 400, .reason = reason, .close = true};
}

// What one byte is in a target.
enum class Byte : std::uint8_t { invalid, plain, mark, escape, backslash };

constexpr std::array<Byte, 256> classify() {
  std::array<Byte, 256> bytes{};
  for (unsigned c = 0x21; c < 0x7F; ++c) bytes[c] = Byte::plain;
  bytes['?'] = Byte::mark;
  bytes['%'] = Byte::escape;
  bytes['\\'] = Byte::backslash;
  bytes['#'] = Byte::invalid;
  return bytes;
}

constexpr std::array<Byte, 256> kBytes = classify();

Byte class_of(char c) {
  return kBytes[static_cast<unsigned char>(c)];
}

std::string_view reason_against(char c) {
  return c == '#' ? "The request target holds a fragment."
                  : "The request target holds a byte that has to be percent-encoded.";
}

// Splits "/where?q=now" into `target`; the reason when it can't be.
std::string_view split(Target& target, std::string_view text) {
  bool has_escape = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const Byte byte = class_of(text[end]);
    if (byte == Byte::plain) continue;
    if (byte == Byte::mark) break;
    if (byte == Byte::invalid) return reason_against(text[end]);
    if (byte == Byte::backslash) return "The request target holds a backslash.";
    has_escape = true;
  }
  target.path = text.substr(0, end);
  if (has_escape && !has_valid_escapes(target.path)) return "The request target holds an invalid percent-escape.";
  if (has_escape && target.path.find("%00") != text.npos) return "The request target holds an escaped NUL.";
  if (end == text.size()) return {};
  target.query = text.substr(end + 1);
  const auto bad =
      std::find_if(target.query.begin(), target.query.end(), [](char c) { return class_of(c) == Byte::invalid; });
  return bad == target.query.end() ? std::string_view{} : reason_against(*bad);
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
