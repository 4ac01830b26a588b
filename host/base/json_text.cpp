#include "base/json_text.hpp"

#include "base/byte_set.hpp"
#include "base/text_buffer.hpp"
#include "base/utf8.hpp"

namespace siding {

namespace {

constexpr ByteSet kPlain = ByteSet::range(0x20, 0xFF).without("\"\\\x7F");
constexpr ByteSet kPlainAscii = ByteSet::range(0x20, 0x7E).without("\"\\");

char* put_escaped(char* to, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  *to++ = '\\';
  if (c == '"' || c == '\\') {
    *to++ = c;
  } else if (c == '\n') {
    *to++ = 'n';
  } else if (c == '\t') {
    *to++ = 't';
  } else {
    to = TextBuffer::put(to, "u00");
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
  }
  return to;
}

char* put_well_formed(char* to, std::string_view text) {
  for (;;) {
    const auto plain = static_cast<std::size_t>(kPlain.end(text) - text.data());
    to = TextBuffer::put(to, text.substr(0, plain));
    if (plain == text.size()) return to;
    to = put_escaped(to, text[plain]);
    text.remove_prefix(plain + 1);
  }
}

char* put_any(char* to, std::string_view text) {
  for (std::size_t bad; (bad = find_malformed(text)) != text.npos; text.remove_prefix(bad + 1)) {
    to = put_well_formed(to, text.substr(0, bad));
    to = TextBuffer::put(to, "\xEF\xBF\xBD");
  }
  return put_well_formed(to, text);
}

}  // namespace

char* put_json(char* to, std::string_view text) {
  *to++ = '"';
  to = kPlainAscii.has_all(text) ? TextBuffer::put(to, text) : put_any(to, text);
  *to++ = '"';
  return to;
}

void append_json(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + json_room(text.size()));
  out.resize(static_cast<std::size_t>(put_json(out.data() + before, text) - out.data()));
}

}  // namespace siding
