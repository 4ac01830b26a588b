// json_check.hpp - whether a literal is a JSON object, asked by the compiler.
#pragma once

#include <cstddef>
#include <string_view>

namespace siding::detail {

class json_checker {
 public:
  constexpr explicit json_checker(std::string_view text) : rest_{text} {}

  constexpr bool is_object() {
    space();
    if (rest_.empty() || rest_.front() != '{' || !value(0)) return false;
    space();
    return rest_.empty();
  }

 private:
  static constexpr int kDepth = 64;

  constexpr void space() {
    while (!rest_.empty() && std::string_view{" \t\r\n"}.find(rest_.front()) != std::string_view::npos) {
      rest_.remove_prefix(1);
    }
  }

  constexpr bool take(std::string_view token) {
    if (rest_.substr(0, token.size()) != token) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  constexpr bool value(int depth) {
    space();
    if (rest_.empty() || depth > kDepth) return false;
    switch (rest_.front()) {
      case '{':
        return sequence(depth, '}', true);
      case '[':
        return sequence(depth, ']', false);
      case '"':
        return string();
      default:
        return take("true") || take("false") || take("null") || number();
    }
  }

  constexpr bool sequence(int depth, char end, bool keys) {
    rest_.remove_prefix(1);
    space();
    if (take({&end, 1})) return true;
    do {
      space();
      if (keys && (!string() || (space(), !take(":")))) return false;
      if (!value(depth + 1)) return false;
      space();
    } while (take(","));
    return take({&end, 1});
  }

  constexpr bool string() {
    if (!take("\"")) return false;
    while (!rest_.empty() && rest_.front() != '"') {
      if (static_cast<unsigned char>(rest_.front()) < 0x20) return false;
      if (rest_.front() == '\\' && !escape()) return false;
      rest_.remove_prefix(1);
    }
    return take("\"");
  }

  // Leaves the last character of the escape to its caller.
  constexpr bool escape() {
    rest_.remove_prefix(1);
    if (rest_.empty()) return false;
    if (rest_.front() != 'u') return std::string_view{"\"\\/bfnrt"}.find(rest_.front()) != std::string_view::npos;
    if (rest_.size() < 5) return false;
    for (std::size_t i = 1; i < 5; ++i) {
      if (std::string_view{"0123456789abcdefABCDEF"}.find(rest_[i]) == std::string_view::npos) return false;
    }
    rest_.remove_prefix(4);
    return true;
  }

  constexpr bool digits() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
    return rest_.size() != before;
  }

  constexpr bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (!take("e") && !take("E")) return true;
    if (!take("+")) take("-");
    return digits();
  }

  std::string_view rest_;
};

constexpr bool is_json_object(std::string_view text) {
  return json_checker{text}.is_object();
}

}  // namespace siding::detail
