#include "base/utf8.hpp"

namespace siding {
namespace {

struct Shape {
  unsigned length = 0;  // bytes; 0 = no character starts so
  unsigned char second_low = 0x80;
  unsigned char second_high = 0xBF;  // narrower where overlong forms, surrogates and beyond U+10FFFF hide
};

Shape shape_of(unsigned char first) {
  if (first < 0x80) return {.length = 1};
  if (first >= 0xC2 && first <= 0xDF) return {.length = 2};
  if (first == 0xE0) return {.length = 3, .second_low = 0xA0};
  if (first == 0xED) return {.length = 3, .second_high = 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {.length = 3};
  if (first == 0xF0) return {.length = 4, .second_low = 0x90};
  if (first >= 0xF1 && first <= 0xF3) return {.length = 4};
  if (first == 0xF4) return {.length = 4, .second_high = 0x8F};
  return {};
}

bool well_formed(std::string_view text, std::size_t at, const Shape& shape) {
  if (shape.length == 0 || text.size() - at < shape.length) return false;
  for (std::size_t next = 1; next < shape.length; ++next) {
    const auto byte = static_cast<unsigned char>(text[at + next]);
    const unsigned char low = next == 1 ? shape.second_low : 0x80;
    const unsigned char high = next == 1 ? shape.second_high : 0xBF;
    if (byte < low || byte > high) return false;
  }
  return true;
}

}  // namespace

std::size_t find_malformed(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Shape shape = shape_of(static_cast<unsigned char>(text[at]));
    if (!well_formed(text, at, shape)) return at;
    at += shape.length;
  }
  return std::string_view::npos;
}

}  // namespace siding
