// value.hpp - configuration for tests, written as C++.
//
//   value{{"wait", "10ms"}, {"hosts", value::list{"a", "b"}}, {"limits", value{{"body", "1MiB"}}}}
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <siding/abi.h>
#include <siding/context.hpp>
#include <siding/json_text.hpp>

namespace siding::testing {

class value {
 public:
  using list = std::vector<value>;
  using map = std::vector<std::pair<std::string, value>>;

  value() = default;  // nothing: no `config:` at all
  value(bool flag) : data_{flag} {}
  value(int number) : data_{std::int64_t{number}} {}
  value(std::int64_t number) : data_{number} {}
  value(double number) : data_{number} {}
  value(const char* text) : data_{std::string{text}} {}
  value(std::string text) : data_{std::move(text)} {}
  value(list elements) : data_{std::move(elements)} {}
  value(std::initializer_list<std::pair<std::string, value>> members) : data_{map(members)} { place("test"); }

  // The table of siding.config/1 over these values.
  static const siding_config_v1& table();
  // NULL when there is nothing. Valid as long as this does not change.
  const siding_value* abi() const { return data_.index() == 0 ? nullptr : reinterpret_cast<const siding_value*>(this); }

 private:
  static const value& from(const siding_value* abi) { return *reinterpret_cast<const value*>(abi); }

  // "test.limits.body": what config_error shows where a file would have a line.
  void place(const std::string& where) {
    place_ = where;
    if (auto* const members = std::get_if<map>(&data_)) {
      for (auto& [key, member] : *members) member.place(where + "." + key);
    }
    if (auto* const elements = std::get_if<list>(&data_)) {
      for (std::size_t i = 0; i < elements->size(); ++i) (*elements)[i].place(where + "[" + std::to_string(i) + "]");
    }
    json_ = to_json();
  }
  std::string to_json() const;
  static const siding_value* element(const siding_value* at, std::uint64_t i, siding_str* key);

  std::variant<std::monostate, bool, std::int64_t, double, std::string, list, map> data_;
  std::string place_ = "test";
  std::string json_;
};

namespace detail {

// "300ms" with units {{"ms", 1000000}, ...}; empty without a known unit.
inline std::optional<std::uint64_t> scaled(std::string_view text,
                                           std::initializer_list<std::pair<std::string_view, std::uint64_t>> units) {
  std::uint64_t number = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    number = number * 10 + static_cast<std::uint64_t>(text[digits] - '0');
  }
  for (const auto& [unit, factor] : units) {
    if (digits > 0 && text.substr(digits) == unit) return number * factor;
  }
  return std::nullopt;
}

template <class Out, class From>
std::int32_t give(Out* out, const From& found) {
  if (!found) return SIDING_E_INVALID;
  *out = static_cast<Out>(*found);
  return SIDING_OK;
}

}  // namespace detail

inline std::string value::to_json() const {
  if (const auto* flag = std::get_if<bool>(&data_)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&data_)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&data_)) return std::to_string(*real);
  if (const auto* text = std::get_if<std::string>(&data_)) return json_string(*text);
  std::string out;
  if (const auto* elements = std::get_if<list>(&data_)) {
    for (const value& each : *elements) out += (out.empty() ? "" : ",") + each.to_json();
    return "[" + out + "]";
  }
  if (const auto* members = std::get_if<map>(&data_)) {
    for (const auto& [key, each] : *members) out += (out.empty() ? "" : ",") + json_string(key) + ":" + each.to_json();
    return "{" + out + "}";
  }
  return "null";
}

inline const siding_value* value::element(const siding_value* at, std::uint64_t i, siding_str* key) {
  const value& self = from(at);
  if (const auto* elements = std::get_if<list>(&self.data_)) {
    return i < elements->size() ? (*elements)[i].abi() : nullptr;
  }
  const auto* members = std::get_if<map>(&self.data_);
  if (!members || i >= members->size()) return nullptr;
  if (key) *key = siding::detail::to_abi((*members)[i].first);
  return (*members)[i].second.abi();
}

inline const siding_config_v1& value::table() {
  static const siding_config_v1 table{
      .size = sizeof(siding_config_v1),
      .reserved = 0,
      .type = [](const siding_value* at) { return static_cast<std::uint32_t>(from(at).data_.index()); },
      .find = [](const siding_value* at, siding_str key) -> const siding_value* {
        const auto* members = std::get_if<map>(&from(at).data_);
        for (std::size_t i = 0; members && i < members->size(); ++i) {
          if ((*members)[i].first == siding::detail::from_abi(key)) return (*members)[i].second.abi();
        }
        return nullptr;
      },
      .count = [](const siding_value* at) -> std::uint64_t {
        const value& self = from(at);
        if (const auto* elements = std::get_if<list>(&self.data_)) return elements->size();
        const auto* members = std::get_if<map>(&self.data_);
        return members ? members->size() : 0;
      },
      .at = &element,
      .as_bool = [](const siding_value* at,
                    std::uint32_t* out) { return detail::give(out, std::get_if<bool>(&from(at).data_)); },
      .as_int = [](const siding_value* at,
                   std::int64_t* out) { return detail::give(out, std::get_if<std::int64_t>(&from(at).data_)); },
      .as_double =
          [](const siding_value* at, double* out) {
            const auto* real = std::get_if<double>(&from(at).data_);
            return real ? detail::give(out, real) : detail::give(out, std::get_if<std::int64_t>(&from(at).data_));
          },
      .as_string = [](const siding_value* at, siding_str* out) -> std::int32_t {
        const auto* text = std::get_if<std::string>(&from(at).data_);
        if (!text) return SIDING_E_INVALID;
        *out = siding::detail::to_abi(*text);
        return SIDING_OK;
      },
      .as_duration = [](const siding_value* at, std::int64_t* out) -> std::int32_t {
        const auto* text = std::get_if<std::string>(&from(at).data_);
        if (!text) return SIDING_E_INVALID;
        return detail::give(out, detail::scaled(*text, {{"us", 1'000},
                                                        {"ms", 1'000'000},
                                                        {"s", 1'000'000'000},
                                                        {"m", 60'000'000'000},
                                                        {"h", 3'600'000'000'000}}));
      },
      .as_bytes = [](const siding_value* at, std::uint64_t* out) -> std::int32_t {
        const auto* text = std::get_if<std::string>(&from(at).data_);
        if (!text) return SIDING_E_INVALID;
        return detail::give(out,
                            detail::scaled(*text, {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}));
      },
      .json = [](const siding_value* at) { return siding::detail::to_abi(from(at).json_); },
      .place = [](const siding_value* at) { return siding::detail::to_abi(from(at).place_); },
  };
  return table;
}

}  // namespace siding::testing
