// tagged_table.hpp - values found by hash: paths, and the fixed children of nodes.
//
// One byte per place, its tag, says whether there is any sense in looking at what
// lies there. The tags are small enough to stay in a cache: of a large table only
// what is sought is brought from memory, and nothing when it is not there.
// At most seven eighths full, so that a search ends. Filled while the router is
// built, constant after that.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace siding::routing {

template <class Value>
class TaggedTable {
 public:
  // The value with that hash of which accept(value) is true, or nullptr.
  template <class Accept>
  const Value* find(std::uint32_t hash, Accept accept) const;
  template <class Accept>
  Value* find(std::uint32_t hash, Accept accept) {
    return const_cast<Value*>(std::as_const(*this).find(hash, accept));
  }

  // It stays until the next insert(). REQUIRES: it is not there yet; hash_of(value) is its hash.
  template <class HashOf>
  Value& insert(const Value& value, HashOf hash_of);

 private:
  using Tags = std::uint64_t;  // of one group, a byte each; 0 = free
  static constexpr std::size_t kGroup = sizeof(Tags);
  static constexpr Tags kOnes = 0x0101010101010101U;

  // From other bits than the group.
  static Tags tag_of(std::uint32_t hash) { return std::max(hash >> 24, 1U); }
  // The high bit of each byte that is 0.
  static Tags zeros(Tags tags) { return ~(((tags & kOnes * 0x7F) + kOnes * 0x7F) | tags | kOnes * 0x7F); }
  static std::size_t first(Tags bits) { return static_cast<std::size_t>(std::countr_zero(bits)) / 8; }

  std::size_t mask() const { return tags_.size() - 1; }
  Value& place(std::uint32_t hash, const Value& value);
  template <class HashOf>
  void grow(HashOf hash_of);

  std::vector<Tags> tags_ = std::vector<Tags>(1);  // a power of two
  std::vector<Value> values_ = std::vector<Value>(kGroup);
  std::size_t used_ = 0;
};

template <class Value>
template <class Accept>
const Value* TaggedTable<Value>::find(std::uint32_t hash, Accept accept) const {
  for (std::size_t group = hash & mask();; group = (group + 1) & mask()) {
    __builtin_prefetch(&values_[group * kGroup]);  // while the tags are read: small values, of large ones their page
    const Tags tags = tags_[group];
    for (Tags same = zeros(tags ^ tag_of(hash) * kOnes); same != 0; same &= same - 1) {
      const Value& value = values_[group * kGroup + first(same)];
      if (accept(value)) return &value;
    }
    if (zeros(tags) != 0) return nullptr;
  }
}

template <class Value>
template <class HashOf>
Value& TaggedTable<Value>::insert(const Value& value, HashOf hash_of) {
  if (++used_ * 8 > values_.size() * 7) grow(hash_of);
  return place(hash_of(value), value);
}

template <class Value>
Value& TaggedTable<Value>::place(std::uint32_t hash, const Value& value) {
  std::size_t group = hash & mask();
  while (zeros(tags_[group]) == 0) group = (group + 1) & mask();
  const std::size_t free = first(zeros(tags_[group])) % kGroup;
  tags_[group] |= tag_of(hash) << free * 8;
  return values_[group * kGroup + free] = value;
}

template <class Value>
template <class HashOf>
void TaggedTable<Value>::grow(HashOf hash_of) {
  const auto tags = std::exchange(tags_, std::vector<Tags>(tags_.size() * 2));
  const auto values = std::exchange(values_, std::vector<Value>(values_.size() * 2));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if ((tags[i / kGroup] >> i % kGroup * 8 & 0xFF) != 0) place(hash_of(values[i]), values[i]);
  }
}

}  // namespace siding::routing
