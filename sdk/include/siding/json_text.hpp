// json_text.hpp - strings as JSON writes them, for plugins without a JSON library.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace siding {

namespace detail {

// Bytes of the UTF-8 character at the start of `text` (not empty); 0 when it is none.
constexpr std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool beyond = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

// Appends `text` as a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD each.
template <class Sink>
constexpr void write_json_string(Sink& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    if (length == 0) {
      out += "\\ufffd";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (length == 1 && static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += digits[static_cast<std::size_t>(c) / 16];
      out += digits[static_cast<std::size_t>(c) % 16];
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

}  // namespace detail

// "say \"hi\"" for `say "hi"`. Bytes that are no UTF-8 become U+FFFD.
inline std::string json_string(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  detail::write_json_string(out, text);
  return out;
}

}  // namespace siding
