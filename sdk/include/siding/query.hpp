// query.hpp - the parameters of a query string.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace siding {

namespace detail {

constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// As forms do: %XX and '+'. A broken escape stays as it is.
inline std::string form_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_digit(text[i + 1]) : -1;
    const int low = escape ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace detail

// The first parameter of that name, decoded: "a=1&b=x%20y". "a" alone has an empty value.
inline std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(pair.size() + (pair.size() < query.size()));
    const std::size_t equals = pair.find('=');
    if (detail::form_decoded(pair.substr(0, equals)) != name) continue;
    return equals == pair.npos ? std::string{} : detail::form_decoded(pair.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace siding
