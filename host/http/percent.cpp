#include "http/percent.hpp"

#include "http/grammar.hpp"

namespace siding::http {
namespace {

// The byte that the escape at `at` stands for, or -1.
int escaped_byte(std::string_view text, std::size_t at) {
  if (text.size() - at < 3) return -1;
  const int high = hex_value(text[at + 1]);
  const int low = hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

bool has_valid_escapes(std::string_view text) noexcept {
  for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 3)) {
    if (escaped_byte(text, at) < 0) return false;
  }
  return true;
}

bool append_decoded(std::string& out, std::string_view text) {
  const auto before = out.size();
  std::size_t copied = 0;
  for (auto at = text.find('%'); at != text.npos; at = text.find('%', copied)) {
    const int byte = escaped_byte(text, at);
    if (byte <= 0) {
      out.resize(before);
      return false;
    }
    out.append(text, copied, at - copied).push_back(static_cast<char>(byte));
    copied = at + 3;
  }
  out.append(text, copied);
  return true;
}

}  // namespace siding::http
