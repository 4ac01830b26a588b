#include "config/free_form.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace siding::config {
namespace {

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 3> kTrue{"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> kFalse{"false", "False", "FALSE"};
constexpr std::array<std::string_view, 16> kYaml11{"y",  "Y",  "yes", "Yes", "YES", "n",   "N",   "no",
                                                   "No", "NO", "on",  "On",  "ON",  "off", "Off", "OFF"};
constexpr std::array<std::string_view, 12> kNotFinite{".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf", "+.INF",
                                                      "-.inf", "-.Inf", "-.INF", ".nan",  ".NaN",  ".NAN"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

// [-+]? ( digits [. digits?] | . digits ) ( [eE] [-+]? digits )?
bool is_decimal(std::string_view text) {
  text = without_sign(text);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos && !is_digits(without_sign(text.substr(exponent + 1)))) return false;
  text = text.substr(0, exponent);
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return is_digits(text);
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(point + 1);
  return (is_digits(whole) && (fraction.empty() || is_digits(fraction))) || (whole.empty() && is_digits(fraction));
}

template <class Number>
std::optional<Number> number_from(std::string_view text, auto... how) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, how...);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// 16 or 8 for "0x1F" and "0o17", as YAML 1.2 writes them; 10 for all else.
int base_of(std::string_view text) {
  return text.starts_with("0x") ? 16 : text.starts_with("0o") ? 8 : 10;
}

bool is_whole(std::string_view text) {
  const int base = base_of(text);
  if (base == 10) return is_digits(without_sign(text));
  const std::string_view allowed = base == 16 ? "0123456789abcdefABCDEF" : "01234567";
  return text.size() > 2 && text.find_first_not_of(allowed, 2) == std::string_view::npos;
}

bool has_leading_zero(std::string_view text) {
  text = without_sign(text);
  return text.size() > 1 && text.front() == '0' && is_digits(text);
}

std::string offer_quotes(const Field& field) {
  return "or \"" + field.node.text + "\" in quotes for the text";
}

// Reads a scalar without quotes. null stands for a refused one.
Value::Data data_of_plain(const Field& field, const std::string& text) {
  if (contains(kTrue, text)) return true;
  if (contains(kFalse, text)) return false;
  if (contains(kYaml11, text)) {
    field.refuse_written("is a boolean to some YAML readers and text to others",
                         "true or false, " + offer_quotes(field));
  } else if (contains(kNotFinite, text)) {
    field.refuse_written("is not a number that can be passed on", "a finite number, " + offer_quotes(field));
  } else if (has_leading_zero(text)) {
    field.refuse_written("is octal to some YAML readers and decimal to others",
                         "a number without leading zeros (0o17 is octal), " + offer_quotes(field));
  } else if (is_whole(text)) {
    const int base = base_of(text);
    const auto number = number_from<std::int64_t>(base == 10 ? text : text.substr(2), base);
    if (number) return *number;
    field.refuse_written("does not fit", "a whole number of 64 bits with a sign, " + offer_quotes(field));
  } else if (is_decimal(text)) {
    const auto number = number_from<double>(text);
    if (number && std::isfinite(*number)) return *number;
    field.refuse_written("does not fit", "a finite number of double precision, " + offer_quotes(field));
  } else {
    return text;
  }
  return {};
}

Value value_of_scalar(const Field& field) {
  auto expanded = expand(field.node, field.report);
  if (!expanded) return {};
  const bool is_text = !field.node.plain || expanded->text.empty();
  Value::Data data = is_text ? Value::Data{std::move(expanded->text)} : data_of_plain(field, expanded->text);
  return {std::move(data), field.node.place, expanded->from_environment};
}

Value value_of_list(const Field& field) {
  Value::List list;
  for (std::size_t at = 0; at < field.node.items.size(); ++at) list.push_back(read_value(field.item(at)));
  return {std::move(list), field.node.place};
}

Value value_of_map(const Field& field) {
  Value::Map map;
  for (const Member& member : field.node.members) {
    map.emplace_back(member.key.text, read_value({member.value, field.path + '.' + member.key.text, field.report}));
  }
  return {std::move(map), field.node.place};
}

}  // namespace

Value read_value(const Field& field) {
  switch (field.node.kind) {
    case Node::Kind::null:
      return {{}, field.node.place};
    case Node::Kind::scalar:
      return value_of_scalar(field);
    case Node::Kind::list:
      return value_of_list(field);
    case Node::Kind::map:
      return value_of_map(field);
  }
  return {};
}

std::optional<Value> Settings::operator()(const Field& field) const {
  if (field.node.kind == Node::Kind::null) return Value{};
  if (!field.is(Node::Kind::map, "a map of `key: value` lines, as the plugin defines them")) return std::nullopt;
  return read_value(field);
}

}  // namespace siding::config
