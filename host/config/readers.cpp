#include "config/readers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/mistake.hpp"
#include "base/value.hpp"

namespace siding::config {
namespace {

using namespace std::chrono_literals;

bool is_all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string or_word(std::string_view word) {
  return word.empty() ? "" : ", or `" + std::string(word) + '`';
}

std::string range(const std::string& least, const std::string& most) {
  return " from " + least + " to " + most;
}

std::string expected_number(const Number& number) {
  const std::string least = std::to_string(number.least);
  if (number.least == number.most) return least;
  return "a whole number" + range(least, std::to_string(number.most)) + or_word(number.word);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_boolean(const Node& node) {
  constexpr std::array<std::string_view, 6> kWords{"true", "True", "TRUE", "false", "False", "FALSE"};
  return node.plain && std::find(kWords.begin(), kWords.end(), node.text) != kWords.end();
}

}  // namespace

std::optional<std::uint64_t> Number::operator()(const Field& field) const {
  const std::string expected = expected_number(*this);
  const auto scalar = field.scalar(expected);
  if (!scalar) return std::nullopt;
  if (!word.empty() && scalar->text == word) return 0;
  if (!field.node.plain) {
    field.refuse_written("is text, because of its quotes", expected);
    return std::nullopt;
  }
  if (!is_all_digits(scalar->text)) {
    field.refuse_written("is not a whole number", expected);
    return std::nullopt;
  }
  std::uint64_t number = 0;
  const char* end = scalar->text.data() + scalar->text.size();
  const bool fits = std::from_chars(scalar->text.data(), end, number).ec == std::errc{};
  if (fits && number >= least && number <= most) return number;
  field.refuse_written("is out of range", expected);
  return std::nullopt;
}

std::optional<std::uint64_t> Bytes::operator()(const Field& field) const {
  const std::string expected = "bytes with a unit (B, KiB, MiB, GiB, kB, MB, GB)" +
                               range(bytes_text(least), bytes_text(most)) + ", such as 16KiB" + or_word(word);
  const auto scalar = field.scalar(expected);
  if (!scalar) return std::nullopt;
  if (!word.empty() && scalar->text == word) return kWord;
  const auto bytes = parse_bytes(scalar->text);
  if (bytes && *bytes >= least && *bytes <= most) return bytes;
  const bool no_unit = is_all_digits(scalar->text);
  field.refuse_written(bytes ? "is out of range" : no_unit ? "has no unit" : "is not a number of bytes", expected);
  return std::nullopt;
}

std::optional<std::chrono::nanoseconds> Duration::operator()(const Field& field) const {
  const std::string expected = "a duration with a unit (us, ms, s, m, h)" +
                               range(duration_text(least), duration_text(most)) + ", such as 30s" + or_word(word);
  const auto scalar = field.scalar(expected);
  if (!scalar) return std::nullopt;
  if (!word.empty() && scalar->text == word) return 0ns;
  const auto duration = parse_duration(scalar->text);
  if (duration && *duration <= most && (*duration >= least || (*duration == 0ns && !word.empty()))) return duration;
  const bool no_unit = is_all_digits(scalar->text);
  field.refuse_written(duration ? "is out of range" : no_unit ? "has no unit" : "is not a duration", expected);
  return std::nullopt;
}

std::optional<std::string> Text::operator()(const Field& field) const {
  const std::string wanted(expected);
  const auto scalar = field.scalar(wanted);
  if (!scalar) return std::nullopt;
  if (is_boolean(field.node)) {
    field.refuse_written("is a boolean", wanted + "; quoted it is text");
  } else if (scalar->text.empty()) {
    field.refuse("it is empty", wanted);
  } else if (std::any_of(scalar->text.begin(), scalar->text.end(), is_control)) {
    field.refuse("it holds a control character, such as the end of a line", wanted);
  } else {
    return scalar->text;
  }
  return std::nullopt;
}

bool is_name(std::string_view text) noexcept {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

std::optional<std::string> Name::operator()(const Field& field) const {
  constexpr std::string_view kExpected = "a name of lower-case letters, digits, _ and -, at most 64";
  auto text = Text{kExpected}(field);
  if (!text || is_name(*text)) return text;
  field.refuse_written("is not a name", std::string(kExpected));
  return std::nullopt;
}

std::optional<std::string> Choice::operator()(const Field& field) const {
  const std::string expected = listing(words);
  const auto scalar = field.scalar(expected);
  if (!scalar) return std::nullopt;
  if (std::find(words.begin(), words.end(), scalar->text) != words.end()) return scalar->text;
  const std::string_view near = nearest(field.node.text, words);
  field.refuse_written("is not known here",
                       expected + (near.empty() ? "" : "; did you mean `" + std::string(near) + "`?"));
  return std::nullopt;
}

std::string listing(std::span<const std::string_view> words, std::string_view last) {
  if (words.empty()) return "(none)";
  std::string text(words.front());
  for (std::size_t at = 1; at < words.size(); ++at) {
    text += at + 1 == words.size() ? ' ' + std::string(last) + ' ' : std::string(", ");
    text += words[at];
  }
  return text;
}

}  // namespace siding::config
