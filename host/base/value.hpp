// value.hpp - one node of configuration that the host does not interpret.
//
// A plugin's `config:` and a route's `settings:` reach the plugin as this tree
// (siding.config/1). Immutable once built; free to share between threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/place.hpp"

namespace siding {

class Value {
 public:
  using List = std::vector<Value>;
  using Map = std::vector<std::pair<std::string, Value>>;  // in the order written
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map>;

  Value() = default;
  Value(Data data, Place place, bool secret = false);

  const Data& data() const { return data_; }
  const Place& place() const { return place_; }
  const std::string& place_text() const { return place_text_; }
  // Came from the environment: shown as *** wherever configuration is shown.
  bool secret() const { return secret_; }

  // The member of a map; nullptr when absent or when this is no map.
  const Value* find(std::string_view key) const;
  // JSON of the whole below it, made at construction.
  const std::string& json() const { return json_; }
  // The same with every secret as "***": what may be shown to people.
  std::string masked_json() const;

 private:
  Data data_;
  Place place_;
  std::string place_text_;
  std::string json_ = "null";
  bool secret_ = false;
};

// "300ms", "3s", "5m", "1h", "250us"; nullopt without a unit or out of range.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);
// "512B", "64KiB", "1MiB", "2GiB"; decimal kB, MB, GB too.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

// The other way, in the largest unit that leaves no fraction: "1MiB", "0B"; "30s", "0s".
std::string bytes_text(std::uint64_t bytes);
std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace siding
