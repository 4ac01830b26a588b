#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"

namespace siding::config {
namespace {

constexpr std::string_view kLiteral = "write $${ for a plain ${";

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), allowed);
}

std::vector<std::string_view> names_set() {
  std::vector<std::string_view> names;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    names.push_back(text.substr(0, text.find('=')));
  }
  return names;
}

void report_unset(const Node& scalar, const std::string& name, Report& report) {
  const std::vector<std::string_view> set = names_set();
  const std::string_view near = nearest(name, set);
  std::string fix = near.empty() ? std::string{} : "did you mean ${" + std::string(near) + "}? ";
  fix += "set it before the start, or " + std::string(kLiteral);
  report.add(scalar.place, "the environment variable " + name + " is not set", fix);
}

// The value of one variable; reports why there is none.
std::optional<std::string_view> lookup(const Node& scalar, std::string_view written, Report& report) {
  const std::string name(written);
  if (!is_name(name)) {
    report.add(scalar.place, "`${" + name + "}` names no environment variable",
               "expected letters, digits and _ in the braces, or " + std::string(kLiteral));
    return std::nullopt;
  }
  const char* value = std::getenv(name.c_str());
  if (!value) {
    report_unset(scalar, name, report);
    return std::nullopt;
  }
  if (find_malformed(value) == std::string_view::npos) return value;
  report.add(scalar.place, "the value of the environment variable " + name + " is not UTF-8");
  return std::nullopt;
}

}  // namespace

std::optional<Expanded> expand(const Node& scalar, Report& report) {
  Expanded expanded;
  std::string_view rest = scalar.text;
  for (std::size_t at = rest.find("${"); at != std::string_view::npos; at = rest.find("${")) {
    if (at > 0 && rest[at - 1] == '$') {
      expanded.text.append(rest.substr(0, at - 1)).append("${");
      rest.remove_prefix(at + 2);
      continue;
    }
    const std::size_t end = rest.find('}', at);
    if (end == std::string_view::npos) {
      report.add(scalar.place, "`${` without its `}`", std::string(kLiteral));
      return std::nullopt;
    }
    const auto value = lookup(scalar, rest.substr(at + 2, end - at - 2), report);
    if (!value) return std::nullopt;
    expanded.text.append(rest.substr(0, at)).append(*value);
    expanded.from_environment = true;
    rest.remove_prefix(end + 1);
  }
  expanded.text.append(rest);
  return expanded;
}

}  // namespace siding::config
