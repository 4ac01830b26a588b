// slabs.hpp - objects that stay where they are made, many beside each other.
//
// What lives as long as the process must not lie between what comes and goes:
// every one would hold a page. Objects end with the Slabs.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace siding::dispatch {

template <class T>
class Slabs {
 public:
  std::size_t size() const { return size_; }

  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    if (size_ == slabs_.size() * kObjects) slabs_.push_back(std::make_unique<Slab>());
    T& made = (*slabs_.back())[size_ % kObjects].emplace(std::forward<Arguments>(arguments)...);
    ++size_;
    return made;
  }

  template <class Visit>
  void for_each(Visit visit) {
    for (const auto& slab : slabs_) {
      for (auto& object : *slab) {
        if (object) visit(*object);
      }
    }
  }

 private:
  static constexpr std::size_t kObjects = 32;
  using Slab = std::array<std::optional<T>, kObjects>;

  std::vector<std::unique_ptr<Slab>> slabs_;
  std::size_t size_ = 0;
};

}  // namespace siding::dispatch
