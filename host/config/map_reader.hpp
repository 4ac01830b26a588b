// map_reader.hpp - one map of the file, read key by key.
//
// A key that was asked for is a known key: the schema is the code that reads.
// Every other key is reported, with "did you mean", when the reader ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.hpp"

namespace siding::config {

class MapReader {
 public:
  // An empty field reads as an empty map; one that is no map is reported, and reads as empty.
  explicit MapReader(const Field& field);
  ~MapReader();
  MapReader(const MapReader&) = delete;
  MapReader& operator=(const MapReader&) = delete;

  // nullopt when the key is absent.
  std::optional<Field> find(std::string_view key);

  // Sets `out` from the value of `key`; leaves it alone when the key is absent or its value refused.
  // True when it was set.
  template <class T, class Reader>
  bool read(std::string_view key, T& out, const Reader& reader) {
    const auto field = find(key);
    if (!field) return false;
    const auto value = reader(*field);
    if (value) out = static_cast<T>(*value);
    return value.has_value();
  }

  // Reports that a key has to be there.
  void require(std::string_view key, const std::string& why);

 private:
  void report_unknown(const Node& key) const;

  const Field field_;
  std::vector<std::string_view> known_;
};

}  // namespace siding::config
