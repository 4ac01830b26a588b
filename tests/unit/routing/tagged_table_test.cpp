#include "routing/tagged_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

using siding::routing::TaggedTable;

namespace {

using Table = TaggedTable<std::uint32_t>;
using Hash = std::uint32_t (*)(std::uint32_t);

constexpr std::uint32_t kMany = 10'000;

std::uint32_t spread(std::uint32_t value) {
  value = (value ^ value >> 16) * 0x85EBCA6BU;
  value = (value ^ value >> 13) * 0xC2B2AE35U;
  return value ^ value >> 16;
}
std::uint32_t all_equal(std::uint32_t) {
  return 7;
}
// One group for all, while the tags differ.
std::uint32_t one_group(std::uint32_t value) {
  return value << 24;
}
// One tag for all, and the groups at the end of the table are full: what follows them is the first.
std::uint32_t last_groups(std::uint32_t value) {
  return 0x00FFFFFFU - value % 3;
}

bool has(const Table& table, Hash hash, std::uint32_t value) {
  const auto* const found = table.find(hash(value), [&](std::uint32_t other) { return other == value; });
  return found != nullptr && *found == value;
}

// How many of 1...last are there.
std::uint32_t count(const Table& table, Hash hash, std::uint32_t last) {
  std::uint32_t found = 0;
  for (std::uint32_t value = 1; value <= last; ++value) found += has(table, hash, value) ? 1 : 0;
  return found;
}

Table table_of(std::uint32_t last, Hash hash) {
  Table table;
  for (std::uint32_t value = 1; value <= last; ++value) table.insert(value, hash);
  return table;
}

}  // namespace

TEST_SUITE("tagged table") {
  TEST_CASE("everything is found again, and nothing else, however large it grows") {
    Table table;
    for (std::uint32_t value = 1; value <= kMany; ++value) {
      REQUIRE_FALSE(has(table, spread, value));
      table.insert(value, spread);
      REQUIRE(has(table, spread, value));
    }

    CHECK(count(table, spread, 2 * kMany) == kMany);
  }

  TEST_CASE("hashes that collide cost time, not values") {
    for (const Hash hash : {all_equal, one_group, last_groups}) {
      const Table table = table_of(200, hash);

      CHECK(count(table, hash, 400) == 200);
    }
  }

  TEST_CASE("what is sought where nothing lies is never asked about") {
    const Table table;
    std::uint32_t asked = 0;
    const auto accept = [&](std::uint32_t) { return ++asked > 0; };

    for (std::uint32_t value = 0; value < kMany; ++value) CHECK(table.find(spread(value), accept) == nullptr);

    CHECK(asked == 0);
  }

  TEST_CASE("of what is not there, few are told from what is only by looking") {
    const Table table = table_of(kMany, spread);
    std::uint32_t asked = 0;

    for (std::uint32_t value = kMany + 1; value <= 2 * kMany; ++value) {
      table.find(spread(value), [&](std::uint32_t) { return ++asked == 0; });
    }

    CHECK(asked > 0);
    CHECK(asked < kMany / 10);
  }

  TEST_CASE("a value that was inserted can be changed in its place") {
    Table table = table_of(1, all_equal);

    *table.find(all_equal(1), [](std::uint32_t value) { return value == 1; }) = 2;

    CHECK(has(table, all_equal, 2));
    CHECK_FALSE(has(table, all_equal, 1));
  }
}
