// "siding.config/1" over siding::Value: a siding_value is a Value, const.
#include "plugin/instance.hpp"

namespace siding::plugin {
namespace {

const Value& value_of(const siding_value* value) {
  static const Value null;
  return value ? *reinterpret_cast<const Value*>(value) : null;
}

const siding_value* handle_of(const Value& value) {
  return reinterpret_cast<const siding_value*>(&value);
}

siding_str text_of(std::string_view text) {
  return {text.data(), text.size()};
}

std::uint32_t type(const siding_value* value) noexcept {
  static_assert(std::variant_size_v<Value::Data> == SIDING_VALUE_MAP + 1);
  return static_cast<std::uint32_t>(value_of(value).data().index());
}

const siding_value* find(const siding_value* map, siding_str key) noexcept {
  const Value* const found = key.data ? value_of(map).find({key.data, key.size}) : nullptr;
  return found ? handle_of(*found) : nullptr;
}

std::uint64_t count(const siding_value* value) noexcept {
  const Value::Data& data = value_of(value).data();
  if (const auto* const list = std::get_if<Value::List>(&data)) return list->size();
  if (const auto* const map = std::get_if<Value::Map>(&data)) return map->size();
  return 0;
}

const siding_value* at(const siding_value* value, std::uint64_t i, siding_str* key) noexcept {
  if (i >= count(value)) return nullptr;
  const Value::Data& data = value_of(value).data();
  if (const auto* const list = std::get_if<Value::List>(&data)) {
    if (key) *key = {nullptr, 0};
    return handle_of((*list)[i]);
  }
  const auto& [name, member] = (*std::get_if<Value::Map>(&data))[i];
  if (key) *key = text_of(name);
  return handle_of(member);
}

// Gives *out what `read` makes of the value, unless it is of another type.
template <class T, class Out, class Read>
std::int32_t as(const siding_value* value, Out* out, Read read) noexcept {
  const T* const typed = std::get_if<T>(&value_of(value).data());
  if (!typed || !out) return SIDING_E_INVALID;
  const auto result = read(*typed);
  if (!result) return SIDING_E_INVALID;
  *out = static_cast<Out>(*result);
  return SIDING_OK;
}

constexpr auto kItself = [](const auto& typed) { return &typed; };

std::int32_t as_bool(const siding_value* value, std::uint32_t* out) noexcept {
  return as<bool>(value, out, kItself);
}

std::int32_t as_int(const siding_value* value, std::int64_t* out) noexcept {
  return as<std::int64_t>(value, out, kItself);
}

std::int32_t as_double(const siding_value* value, double* out) noexcept {
  return type(value) == SIDING_VALUE_INT ? as<std::int64_t>(value, out, kItself) : as<double>(value, out, kItself);
}

std::int32_t as_string(const siding_value* value, siding_str* out) noexcept {
  return as<std::string>(value, out, [](const std::string& text) { return std::optional{text_of(text)}; });
}

std::int32_t as_duration(const siding_value* value, std::int64_t* out_ns) noexcept {
  return as<std::string>(value, out_ns, [](const std::string& text) {
    const auto duration = parse_duration(text);
    return duration ? std::optional{duration->count()} : std::nullopt;
  });
}

std::int32_t as_bytes(const siding_value* value, std::uint64_t* out) noexcept {
  return as<std::string>(value, out, [](const std::string& text) { return parse_bytes(text); });
}

siding_str json(const siding_value* value) noexcept {
  return text_of(value_of(value).json());
}
siding_str place(const siding_value* value) noexcept {
  return text_of(value_of(value).place_text());
}

}  // namespace

const siding_config_v1& config_extension() {
  static constexpr siding_config_v1 table{.size = sizeof(siding_config_v1),
                                          .reserved = 0,
                                          .type = type,
                                          .find = find,
                                          .count = count,
                                          .at = at,
                                          .as_bool = as_bool,
                                          .as_int = as_int,
                                          .as_double = as_double,
                                          .as_string = as_string,
                                          .as_duration = as_duration,
                                          .as_bytes = as_bytes,
                                          .json = json,
                                          .place = place};
  return table;
}

const siding_value* as_siding_value(const Value& value) {
  return std::holds_alternative<std::monostate>(value.data()) ? nullptr : handle_of(value);
}

}  // namespace siding::plugin
