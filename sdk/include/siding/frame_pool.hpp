// frame_pool.hpp - recycled memory for coroutine frames.
//
// Threads: any. A frame may be freed on another thread than it was made on, so
//          blocks belong to nobody: a few shards, each behind a flag that is only
//          ever tried. Whoever finds it taken uses the heap and does not wait.
// Bounds:  16 shards of 16 blocks per size class, 2 MiB at the very most. No
//          per-thread memory: elastic pools start and end threads all the time.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

namespace siding::detail {

class frame_pool {
 public:
  static constexpr std::size_t kGranule = 64;  // bytes between two size classes
  static constexpr std::size_t kClasses = 16;  // larger frames go to the heap
  static constexpr std::uint32_t kDepth = 16;  // blocks kept per class and shard
  static constexpr std::uint32_t kShards = 16;

  constexpr frame_pool() = default;
  frame_pool(const frame_pool&) = delete;
  frame_pool& operator=(const frame_pool&) = delete;

  // Throws std::bad_alloc. Not inlined into coroutines: see current_context().
  [[gnu::noinline]] void* allocate(std::size_t size) {
    const std::size_t index = class_of(size);
    if (index >= kClasses) return ::operator new(size);
    if (shard& mine = own_shard(); mine.try_lock()) {
      block* const found = mine.pop(index);
      mine.unlock();
      if (found) return found;
    }
    return ::operator new((index + 1) * kGranule);
  }

  // size: what allocate was asked for.
  [[gnu::noinline]] void deallocate(void* memory, std::size_t size) noexcept {
    const std::size_t index = class_of(size);
    if (index < kClasses) {
      if (shard& mine = own_shard(); mine.try_lock()) {
        const bool kept = mine.push(index, memory);
        mine.unlock();
        if (kept) return;
      }
    }
    ::operator delete(memory);
  }

  // Gives back to the heap what nobody else is using at the moment.
  void trim() noexcept {
    for (shard& each : shards_) {
      if (!each.try_lock()) continue;
      for (std::size_t index = 0; index < kClasses; ++index) {
        while (block* const found = each.pop(index)) ::operator delete(found);
      }
      each.unlock();
    }
  }

 private:
  struct block {
    block* next;
  };

  struct alignas(64) shard {
    std::atomic<bool> taken{false};
    std::array<block*, kClasses> free{};
    std::array<std::uint32_t, kClasses> count{};

    bool try_lock() noexcept { return !taken.exchange(true, std::memory_order_acquire); }
    void unlock() noexcept { taken.store(false, std::memory_order_release); }

    block* pop(std::size_t index) noexcept {
      block* const found = free[index];
      if (found) {
        free[index] = found->next;
        --count[index];
      }
      return found;
    }

    bool push(std::size_t index, void* memory) noexcept {
      if (count[index] == kDepth) return false;
      free[index] = ::new (memory) block{free[index]};
      ++count[index];
      return true;
    }
  };

  static constexpr std::size_t class_of(std::size_t size) noexcept { return size == 0 ? 0 : (size - 1) / kGranule; }

  shard& own_shard() noexcept;

  std::array<shard, kShards> shards_{};
};

// Which shard a thread tries, one more than the index; 0 = not chosen yet. Only spreads
// the threads: a pool is right with any value.
inline constinit thread_local std::uint32_t frame_shard = 0;
inline constinit std::atomic<std::uint32_t> next_frame_shard{0};

inline frame_pool::shard& frame_pool::own_shard() noexcept {
  if (frame_shard == 0) frame_shard = 1 + next_frame_shard.fetch_add(1, std::memory_order_relaxed) % kShards;
  return shards_[frame_shard - 1];
}

inline constinit frame_pool frames;

// Under AddressSanitizer every frame is its own allocation, so that a late use is seen.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kRecycleFrames = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kRecycleFrames = false;
#else
inline constexpr bool kRecycleFrames = true;
#endif
#else
inline constexpr bool kRecycleFrames = true;
#endif

// Base of everything that lives as long as one coroutine.
struct recycled {
  static void* operator new(std::size_t size) { return kRecycleFrames ? frames.allocate(size) : ::operator new(size); }
  static void operator delete(void* memory, std::size_t size) noexcept {
    kRecycleFrames ? frames.deallocate(memory, size) : ::operator delete(memory);
  }
};

}  // namespace siding::detail
