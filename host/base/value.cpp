#include "base/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include <boost/json/serialize.hpp>

namespace siding {
namespace {

std::string json_of(std::string_view text) {
  return boost::json::serialize(boost::json::string_view{text});
}

// JSON knows no infinity. A whole number keeps its point, so that it stays a double on the way back.
std::string json_of(double number) {
  if (!std::isfinite(number)) return "null";
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// `child` turns a Value into its JSON: the real one or the masked one.
template <class Child>
struct Writer {
  Child child;

  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool yes) const { return yes ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return json_of(number); }
  std::string operator()(const std::string& text) const { return json_of(text); }
  std::string operator()(const Value::List& list) const {
    std::string text = "[";
    for (const Value& element : list) {
      if (text.size() > 1) text += ',';
      text += child(element);
    }
    return text += ']';
  }
  std::string operator()(const Value::Map& map) const {
    std::string text = "{";
    for (const auto& [key, member] : map) {
      if (text.size() > 1) text += ',';
      text += json_of(key);
      text += ':';
      text += child(member);
    }
    return text += '}';
  }
};

template <class Child>
Writer(Child) -> Writer<Child>;

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

// A decimal number with one of the units, in the smallest of them. A long double holds every 64-bit integer exactly.
template <std::size_t N>
std::optional<long double> measure(std::string_view text, const std::array<Unit, N>& units) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;  // no sign, no "inf"
  long double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || *(end - 1) == '.') return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& known : units) {
    if (unit == known.name) return std::round(number * static_cast<long double>(known.size));
  }
  return std::nullopt;
}

// `units` from the smallest on.
std::string in_largest(std::uint64_t amount, std::span<const Unit> units) {
  const auto unit = std::find_if(units.rbegin(), units.rend() - 1, [&](const Unit& u) { return amount % u.size == 0; });
  return std::to_string(amount / unit->size).append(unit->name);
}

constexpr std::array<Unit, 5> kDurations{
    {{"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}}};

constexpr std::size_t kBinary = 4;  // of kBytes
constexpr std::array<Unit, 7> kBytes{{{"B", 1},
                                      {"KiB", 1u << 10},
                                      {"MiB", 1u << 20},
                                      {"GiB", 1u << 30},
                                      {"kB", 1'000},
                                      {"MB", 1'000'000},
                                      {"GB", 1'000'000'000}}};

}  // namespace

Value::Value(Data data, Place place, bool secret)
    : data_(std::move(data)),
      place_(std::move(place)),
      place_text_(place_.to_string()),
      json_(std::visit(Writer{[](const Value& child) { return child.json(); }}, data_)),
      secret_(secret) {}

const Value* Value::find(std::string_view key) const {
  const Map* map = std::get_if<Map>(&data_);
  if (!map) return nullptr;
  for (const auto& [name, member] : *map) {
    if (name == key) return &member;
  }
  return nullptr;
}

std::string Value::masked_json() const {
  if (secret_) return R"("***")";
  return std::visit(Writer{[](const Value& child) { return child.masked_json(); }}, data_);
}

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const auto nanoseconds = measure(text, kDurations);
  if (!nanoseconds || *nanoseconds > static_cast<long double>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  return std::chrono::nanoseconds{static_cast<std::int64_t>(*nanoseconds)};
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  const auto bytes = measure(text, kBytes);
  if (!bytes || *bytes > static_cast<long double>(std::numeric_limits<std::uint64_t>::max())) return std::nullopt;
  return static_cast<std::uint64_t>(*bytes);
}

std::string bytes_text(std::uint64_t bytes) {
  return bytes == 0 ? "0B" : in_largest(bytes, std::span{kBytes}.first(kBinary));
}

std::string duration_text(std::chrono::nanoseconds duration) {
  return duration.count() == 0 ? "0s" : in_largest(static_cast<std::uint64_t>(duration.count()), kDurations);
}

}  // namespace siding
