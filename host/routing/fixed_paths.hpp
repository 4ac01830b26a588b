// fixed_paths.hpp - the paths without parameters, which win over all others.
//
// Most routes of most tables are such, and a lookup touches two lines of memory:
// the slot, and the record with all that there is to know about the path.
#pragma once

#include <string_view>
#include <vector>

#include "routing/child_table.hpp"
#include "routing/offers.hpp"
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

  std::uint32_t number_of(std::uint32_t hash, std::string_view path) const;

  ChildTable numbers_;              // in records_, by the hash of the path
  std::vector<Record> records_{1};  // the first is none
  Texts texts_;
};

}  // namespace siding::routing
