#include "fuzz/policy.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace siding::fuzz {
namespace {

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kBytes = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !text.empty() && text.find_first_not_of(kBytes) == text.npos;
}

// RFC 9110, 5.5, as it is after trimming.
bool is_value(std::string_view text) {
  if (text.empty()) return true;
  constexpr std::string_view kWhite = " \t";
  if (kWhite.find(text.front()) != text.npos || kWhite.find(text.back()) != text.npos) return false;
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

// Visible ASCII without '#': what a target can consist of.
bool is_target(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
}

bool is_path(std::string_view path) {
  if (!path.starts_with('/') || path.find_first_of("?\\") != path.npos) return false;
  for (auto at = path.find('%'); at != path.npos; at = path.find('%', at + 1)) {
    constexpr std::string_view kHex = "0123456789abcdefABCDEF";
    if (path.size() - at < 3 || kHex.find(path[at + 1]) == path.npos || kHex.find(path[at + 2]) == path.npos)
      return false;
  }
  return true;
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::vector<std::string> all(const Message& message, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& field : message.fields) {
    if (lower(field.first) == name) values.push_back(field.second);
  }
  return values;
}

// The bytes that a host with a port can have; that they are in the right places is left to the host.
bool is_host(std::string_view text) {
  constexpr std::string_view kBytes =
      "-._~!$&'()*+,;=%:[]0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !text.empty() && text.front() != ':' && text.find_first_not_of(kBytes) == text.npos &&
         (text.front() == '[' || std::count(text.begin(), text.end(), ':') <= 1);
}

bool is_length(const std::string& text, std::uint64_t length) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos &&
         std::strtoull(text.c_str(), nullptr, 10) == length;
}

std::string_view broken_framing(const Message& message) {
  const auto lengths = all(message, "content-length");
  const auto codings = all(message, "transfer-encoding");
  if (!lengths.empty() && !codings.empty()) return "Content-Length and Transfer-Encoding do not go together";
  if (lengths.size() > 1 || codings.size() > 1) return "framing is said once";
  if (!codings.empty() && (lower(codings[0]) != "chunked" || message.version == 10)) return "chunked is all there is";
  if (!lengths.empty() && !is_length(lengths[0], message.head.content_length)) return "a length is its digits";
  if (message.status != 0) {  // the connection goes on, so nothing may follow
    return codings.empty() && (lengths.empty() || is_length(lengths[0], 0)) ? "" : "a refused message has no content";
  }
  const bool chunked = message.head.framing == http::Framing::chunked;
  const bool length = message.head.framing == http::Framing::length;
  if (chunked != !codings.empty() || length != !lengths.empty()) return "the framing is what the fields say";
  return "";
}

bool asks_to_close(const Message& message) {
  const auto options = all(message, "connection");
  return std::any_of(options.begin(), options.end(), [](const std::string& list) { return lower(list) == "close"; });
}

bool has_target_form(const Message& message) {
  if (message.target == "*") return message.method == "OPTIONS" && message.path == "*";
  if (message.target.front() == '/') return message.target.starts_with(message.path) && is_path(message.path);
  const auto scheme = lower(message.target.substr(0, message.target.find(':')));
  return scheme == "http" || scheme == "https";
}

}  // namespace

std::string_view broken_rule(const Message& message) {
  if (!is_token(message.method)) return "a method is a token";
  if (message.method == "CONNECT") return "this is no proxy";
  if (!is_target(message.target) || !has_target_form(message)) return "a target has one of four forms";
  if (message.version != 10 && message.version != 11) return "versions are 1.0 and 1.1";
  for (const auto& [name, value] : message.fields) {
    if (!is_token(name)) return "a field name is a token";
    if (!is_value(value)) return "a field value has no control bytes";
  }
  const auto hosts = all(message, "host");
  if (hosts.size() > 1 || (hosts.empty() && message.version == 11)) return "there is one Host";
  if (!hosts.empty() && !is_host(hosts[0])) return "a host is a host";
  if (asks_to_close(message) && message.head.keep_alive && message.status == 0)
    return "a close that is asked for comes";
  return broken_framing(message);
}

}  // namespace siding::fuzz
