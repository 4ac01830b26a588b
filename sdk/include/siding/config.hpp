// config.hpp - typed reading of a plugin's `config:` and of a route's `settings:`.
//
//   config.get("wait", 3000ms)            // the default's type is the type
//   config.get<std::string>("url")        // required
//   config.get<std::vector<std::string>>("hosts")
//
// A mistake throws config_error with file:line:column, so that the host starts no
// half-configured plugin. Views and sub-configs live as long as the instance or route.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <siding/abi.h>
#include <siding/context.hpp>

namespace siding {

class config_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A number of bytes, written "64KiB" or "1MiB".
struct byte_size {
  std::uint64_t bytes = 0;
  friend bool operator==(const byte_size&, const byte_size&) = default;
};

// One value of the YAML, or the absence of all of it. Cheap to copy.
class config {
 public:
  // Absent: every default applies.
  config() = default;
  config(const siding_config_v1* table, const siding_value* value, std::string path = "")
      : table_{table}, value_{value}, path_{std::move(path)} {}

  // The member `key`, or `fallback` when there is none. T: bool, an integer or floating type,
  // std::string, std::string_view, a std::chrono::duration, byte_size, std::vector<T>,
  // std::map<std::string, T>, std::optional<T>, config. Throws when it is of another type.
  template <class T>
  T get(std::string_view key, T fallback) const {
    const std::optional<config> member = find(key);
    return member ? member->as<T>() : std::move(fallback);
  }
  std::string get(std::string_view key, const char* fallback) const { return get<std::string>(key, fallback); }

  // The member `key`. Throws when it is absent (but for std::optional) or of another type.
  template <class T>
  T get(std::string_view key) const;

  // The value itself.
  template <class T>
  T as() const;

  std::optional<config> find(std::string_view key) const {
    const siding_value* const member = present() ? table_->find(value_, detail::to_abi(key)) : nullptr;
    if (!member || table_->type(member) == SIDING_VALUE_NULL) return std::nullopt;
    return config{table_, member, path_.empty() ? std::string{key} : path_ + "." + std::string{key}};
  }

  bool present() const noexcept { return value_ != nullptr && table_->type(value_) != SIDING_VALUE_NULL; }
  // Elements of a list or members of a map; 0 for others.
  std::size_t size() const noexcept { return present() ? static_cast<std::size_t>(table_->count(value_)) : 0; }
  // Element i < size() of a list or a map.
  config at(std::size_t i) const { return member(i).second; }
  // Element i < size() of a map with its key.
  std::pair<std::string_view, config> member(std::size_t i) const;

  // JSON of all of it, for libraries that want the whole; "null" when absent.
  std::string_view json() const noexcept { return value_ ? detail::from_abi(table_->json(value_)) : "null"; }
  // "routes.yaml:12:5"; empty when absent.
  std::string_view place() const noexcept { return value_ ? detail::from_abi(table_->place(value_)) : ""; }

  // Throws when there is a member of another name, so that a typing mistake does not pass as a default.
  void expect_keys(std::initializer_list<std::string_view> known) const;

  // Throws a config_error that names the place and the path of this value.
  [[noreturn]] void reject(std::string_view what) const {
    std::string text{place()};
    text += text.empty() ? "`" : ": `";
    text += (path_.empty() ? "config" : path_) + "` " + std::string{what};
    throw config_error{text};
  }

 private:
  template <class Out, class In>
  Out read(std::int32_t (*reader)(const siding_value*, In*), const char* expected) const {
    In out{};
    if (!value_ || !reader || reader(value_, &out) != SIDING_OK) mismatch(expected);
    if constexpr (std::same_as<In, siding_str>) {
      return Out{detail::from_abi(out)};
    } else {
      return Out(out);
    }
  }
  template <class T>
  T integer() const;
  template <class T>
  T duration() const;
  [[noreturn]] void mismatch(const std::string& expected) const;

  const siding_config_v1* table_ = nullptr;
  const siding_value* value_ = nullptr;
  std::string path_;  // dotted, from the top
};

namespace detail {

template <class T>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;

template <class T>
inline constexpr bool unsupported = false;

inline const char* type_name(std::uint32_t type) noexcept {
  switch (type) {
    case SIDING_VALUE_BOOL:
      return "a boolean";
    case SIDING_VALUE_INT:
      return "an integer";
    case SIDING_VALUE_DOUBLE:
      return "a number";
    case SIDING_VALUE_STRING:
      return "a string";
    case SIDING_VALUE_LIST:
      return "a list";
    case SIDING_VALUE_MAP:
      return "a map";
    default:
      return "nothing";
  }
}

}  // namespace detail

// The value itself is not quoted: it may be a secret.
inline void config::mismatch(const std::string& expected) const {
  const std::uint32_t type = value_ && table_ ? table_->type(value_) : SIDING_VALUE_NULL;
  reject("must be " + expected + ", found " + detail::type_name(type));
}

template <class T>
T config::integer() const {
  const auto number = read<std::int64_t>(table_ ? table_->as_int : nullptr, "an integer");
  if (!std::in_range<T>(number)) {
    reject("must be from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
           std::to_string(std::numeric_limits<T>::max()));
  }
  return static_cast<T>(number);
}

template <class T>
T config::duration() const {
  const auto ns =
      read<std::int64_t>(table_ ? table_->as_duration : nullptr, "a duration with its unit, such as 300ms or 5s");
  const auto result = std::chrono::duration_cast<T>(std::chrono::nanoseconds{ns});
  if (!std::chrono::treat_as_floating_point_v<typename T::rep> && result != std::chrono::nanoseconds{ns}) {
    reject("is more precise than the plugin can use");
  }
  return result;
}

template <class T>
T config::as() const {
  if constexpr (std::same_as<T, config>) {
    return *this;
  } else if constexpr (std::same_as<T, bool>) {
    return read<bool>(table_ ? table_->as_bool : nullptr, "true or false");
  } else if constexpr (std::integral<T>) {
    return integer<T>();
  } else if constexpr (std::floating_point<T>) {
    return read<T>(table_ ? table_->as_double : nullptr, "a number");
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
    return read<T>(table_ ? table_->as_string : nullptr, "a string");
  } else if constexpr (detail::is_duration<T>) {
    return duration<T>();
  } else if constexpr (std::same_as<T, byte_size>) {
    return {read<std::uint64_t>(table_ ? table_->as_bytes : nullptr, "a size with its unit, such as 64KiB or 1MiB")};
  } else if constexpr (detail::is_optional<T>) {
    return present() ? T{as<typename T::value_type>()} : T{};
  } else if constexpr (detail::is_vector<T>) {
    if (!value_ || table_->type(value_) != SIDING_VALUE_LIST) mismatch("a list");
    T list;
    for (std::size_t i = 0; i < size(); ++i) list.push_back(at(i).as<typename T::value_type>());
    return list;
  } else if constexpr (detail::is_map<T>) {
    if (!value_ || table_->type(value_) != SIDING_VALUE_MAP) mismatch("a map");
    T map;
    for (std::size_t i = 0; i < size(); ++i) {
      const auto [key, value] = member(i);
      map.emplace(key, value.template as<typename T::mapped_type>());
    }
    return map;
  } else {
    static_assert(detail::unsupported<T>, "siding::config cannot read this type");
  }
}

template <class T>
T config::get(std::string_view key) const {
  const std::optional<config> member = find(key);
  if (member) return member->as<T>();
  if constexpr (detail::is_optional<T>) {
    return T{};
  } else {
    reject("lacks the required key `" + std::string{key} + "`");
  }
}

inline std::pair<std::string_view, config> config::member(std::size_t i) const {
  siding_str key{nullptr, 0};
  const siding_value* const value = present() ? table_->at(value_, i, &key) : nullptr;
  if (!value) reject("has no element " + std::to_string(i));
  if (table_->type(value_) == SIDING_VALUE_LIST) {
    return {std::string_view{}, config{table_, value, path_ + "[" + std::to_string(i) + "]"}};
  }
  const std::string_view name = detail::from_abi(key);
  return {name, config{table_, value, path_.empty() ? std::string{name} : path_ + "." + std::string{name}}};
}

inline void config::expect_keys(std::initializer_list<std::string_view> known) const {
  std::string list;
  for (const std::string_view key : known) list += (list.empty() ? "`" : ", `") + std::string{key} + "`";
  for (std::size_t i = 0; i < size(); ++i) {
    const auto [key, value] = member(i);
    bool found = false;
    for (const std::string_view each : known) found = found || each == key;
    if (!found) value.reject("is unknown here; known: " + list);
  }
}

}  // namespace siding
