// fixed_paths.hpp - the paths without parameters, which win over all others.
//
// Most routes of most tables are such, and a lookup brings one line from memory:
// the record with all that there is to know about the path.
#pragma once

#include <string_view>

#include "routing/offers.hpp"
#include "routing/tagged_table.hpp"
#include "routing/text.hpp"

namespace siding::routing {

class FixedPaths {
 public:
  // The end of that path, an empty one when it is new. It stays until the next add().
  End& add(std::string_view path);

  // The end of the decoded path, or nullptr.
  const End* find(std::string_view path) const;

 private:
  static constexpr std::size_t kInside = 46;

  // One line of the cache.
  struct alignas(64) Record {
    End end;
    Text<kInside> text;
  };

  auto has(std::string_view path) const;

  TaggedTable<Record> records_;  // by the hash of the path
  Texts texts_;
};

}  // namespace siding::routing
