#include "fuzz/chunks.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace siding::fuzz {
namespace {

constexpr std::string_view kToken = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kHex = "0123456789abcdefABCDEF";

// Takes the longest front made of these bytes.
std::string_view take(std::string_view& rest, std::string_view bytes) {
  const auto taken = rest.substr(0, std::min(rest.find_first_not_of(bytes), rest.size()));
  rest.remove_prefix(taken.size());
  return taken;
}

bool take_one(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

bool is_text(unsigned char c) {
  return c == '\t' || (c >= 0x20 && c != 0x7F);
}

// After its first '"', to behind the last.
bool take_quoted(std::string_view& rest) {
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') return true;
    if (c == '\\') {
      if (rest.empty() || !is_text(static_cast<unsigned char>(rest.front()))) return false;
      rest.remove_prefix(1);
    } else if (!is_text(static_cast<unsigned char>(c))) {
      return false;
    }
  }
  return false;
}

// chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
bool is_extensions(std::string_view rest) {
  while (!rest.empty()) {
    take(rest, " \t");
    if (!take_one(rest, ';')) return false;
    take(rest, " \t");
    if (take(rest, kToken).empty()) return false;
    auto ahead = rest;
    take(ahead, " \t");
    if (!take_one(ahead, '=')) continue;
    rest = ahead;
    take(rest, " \t");
    if (take_one(rest, '"') ? !take_quoted(rest) : take(rest, kToken).empty()) return false;
  }
  return true;
}

bool is_field(std::string_view line) {
  if (take(line, kToken).empty() || !take_one(line, ':')) return false;
  return std::all_of(line.begin(), line.end(), [](char c) { return is_text(static_cast<unsigned char>(c)); });
}

// Up to CR LF, which is taken as well. Nothing when there is none, or a CR or LF of another kind.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find_first_of("\r\n");
  if (end == rest.npos || !rest.substr(end).starts_with("\r\n")) return {};
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

std::optional<std::uint64_t> size_of(std::string_view digits) {
  std::uint64_t size = 0;
  for (const char c : digits) {
    if (size >> 60 != 0) return {};
    const auto at = kHex.find(c);
    size = size * 16 + (at < 16 ? at : at - 6);
  }
  return size;
}

bool take_trailers(std::string_view& rest, Chunks& chunks) {
  while (const auto line = take_line(rest)) {
    if (line->empty()) return true;
    if (!is_field(*line)) return false;
    ++chunks.trailers;
  }
  return false;
}

}  // namespace

Chunks read_chunks(std::string_view bytes) {
  Chunks chunks;
  std::string_view rest = bytes;
  while (true) {
    auto line = take_line(rest);
    if (!line) return chunks;
    chunks.lines += line->size() + 2;
    const auto digits = take(*line, kHex);
    const auto size = size_of(digits);
    if (digits.empty() || !size || !is_extensions(*line)) return chunks;
    if (*size == 0) {
      const auto trailers = rest.size();
      chunks.complete = take_trailers(rest, chunks);
      chunks.trailer_size = trailers - rest.size();
      chunks.size = bytes.size() - rest.size();
      return chunks;
    }
    if (rest.size() < *size || !rest.substr(*size).starts_with("\r\n")) return chunks;
    chunks.content.append(rest.substr(0, *size));
    rest.remove_prefix(*size + 2);
  }
}

}  // namespace siding::fuzz
