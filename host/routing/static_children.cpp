#include "routing/static_children.hpp"

#include <functional>
#include <utility>

namespace siding::routing {
namespace {

constexpr std::size_t kFirstSlots = 16;

std::uint64_t hash_of(std::uint32_t parent, std::string_view segment) noexcept {
  // The multiplication spreads the parent over the upper bits, the shift brings them down to the mask.
  const std::uint64_t mixed = (std::hash<std::string_view>{}(segment) ^ parent) * 0x9E3779B97F4A7C15U;
  return mixed ^ (mixed >> 32);
}

}  // namespace

StaticChildren::StaticChildren() : slots_(kFirstSlots) {}

std::uint32_t StaticChildren::find(std::uint32_t parent, std::string_view segment) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  const auto hash = hash_of(parent, segment);
  for (std::size_t i = hash & mask; slots_[i].child != 0; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.hash == hash && slot.parent == parent &&
        std::string_view{texts_}.substr(slot.text, slot.size) == segment) {
      return slot.child;
    }
  }
  return 0;
}

void StaticChildren::insert(std::uint32_t parent, std::string_view segment, std::uint32_t child) {
  if (++used_ * 2 > slots_.size()) grow();
  place({.hash = hash_of(parent, segment),
         .parent = parent,
         .child = child,
         .text = static_cast<std::uint32_t>(texts_.size()),
         .size = static_cast<std::uint32_t>(segment.size())});
  texts_.append(segment);
}

void StaticChildren::place(const Slot& slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = slot.hash & mask;
  while (slots_[i].child != 0) i = (i + 1) & mask;
  slots_[i] = slot;
}

void StaticChildren::grow() {
  const auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
  for (const Slot& slot : old) {
    if (slot.child != 0) place(slot);
  }
}

}  // namespace siding::routing
