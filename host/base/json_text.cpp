#include "base/json_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace siding {

namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out.append("\\u00").append({kDigits[byte >> 4], kDigits[byte & 15]});
  }
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

void append_well_formed(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain = static_cast<std::size_t>(end - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    append_escaped(out, text.front());
    text.remove_prefix(1);
  }
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  if (std::all_of(text.begin(), text.end(),
                  [](char c) { return is_plain(c) && static_cast<unsigned char>(c) < 0x80; })) {
    out.append(text) += '"';
    return;
  }
  for (std::size_t bad; (bad = find_malformed(text)) != text.npos; text.remove_prefix(bad + 1)) {
    append_well_formed(out, text.substr(0, bad));
    out += "\xEF\xBF\xBD";
  }
  append_well_formed(out, text);
  out += '"';
}

}  // namespace siding
