// frame_pool.hpp - recycled memory for coroutine frames.
//
// Threads: any. A frame may be freed on another thread than it was made on, so
//          blocks belong to nobody. The first threads that come, which are mostly the
//          event loops, have a shard alone. The others share a few, each behind a
//          flag that is only ever tried: who finds it taken uses the heap and does not wait.
// Bounds:  24 shards of 16 blocks per size class, 3 MiB at the very most. No
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
  static constexpr std::size_t kGranule = 64;   // bytes between two size classes
  static constexpr std::size_t kClasses = 16;   // larger frames go to the heap
  static constexpr std::uint32_t kDepth = 16;   // blocks kept per class and shard
  static constexpr std::uint32_t kAlone = 8;    // threads that have a shard alone, for as long as the library is loaded
  static constexpr std::uint32_t kShards = 16;  // for all others

  constexpr frame_pool() = default;
  frame_pool(const frame_pool&) = delete;
  frame_pool& operator=(const frame_pool&) = delete;

  // Throws std::bad_alloc. Not inlined into coroutines: see current_context().
  [[gnu::noinline]] void* allocate(std::size_t size) {
    const std::size_t index = class_of(size);
    if (index >= kClasses) return ::operator new(size);
    if (const access mine{*this, own_number()}) {
      if (block* const found = mine->pop(index)) return found;
    }
    return ::operator new((index + 1) * kGranule);
  }

  // size: what allocate was asked for.
  [[gnu::noinline]] void deallocate(void* memory, std::size_t size) noexcept {
    const std::size_t index = class_of(size);
    if (index < kClasses) {
      if (const access mine{*this, own_number()}; mine && mine->push(index, memory)) return;
    }
    ::operator delete(memory);
  }

  // Gives back to the heap what nobody else is using at the moment, or has alone.
  void trim() noexcept {
    const std::uint32_t own = own_number();
    for (std::uint32_t number = 0; number < shards_.size(); ++number) {
      if (number < kAlone && number != own) continue;
      const access each{*this, number};
      for (std::size_t index = 0; each && index < kClasses; ++index) {
        while (block* const found = each->pop(index)) ::operator delete(found);
      }
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

  // A shard, when it was free: that of a thread alone always is, and costs no atomic operation.
  class access {
   public:
    access(frame_pool& pool, std::uint32_t number) noexcept : shard_{pool.shards_[number]}, shared_{number >= kAlone} {
      held_ = !shared_ || !shard_.taken.exchange(true, std::memory_order_acquire);
    }
    ~access() {
      if (held_ && shared_) shard_.taken.store(false, std::memory_order_release);
    }
    access(const access&) = delete;
    access& operator=(const access&) = delete;

    explicit operator bool() const noexcept { return held_; }
    shard* operator->() const noexcept { return &shard_; }

   private:
    shard& shard_;
    const bool shared_;
    bool held_ = false;
  };

  static constexpr std::size_t class_of(std::size_t size) noexcept { return size == 0 ? 0 : (size - 1) / kGranule; }

  static std::uint32_t own_number() noexcept;

  std::array<shard, kAlone + kShards> shards_{};
};

// Which shard is a thread's, one more than its number; 0 = not chosen yet.
inline constinit thread_local std::uint32_t frame_shard = 0;
inline constinit std::atomic<std::uint64_t> next_frame_thread{0};

inline std::uint32_t frame_pool::own_number() noexcept {
  if (frame_shard == 0) {
    const std::uint64_t thread = next_frame_thread.fetch_add(1, std::memory_order_relaxed);
    frame_shard = 1 + static_cast<std::uint32_t>(thread < kAlone ? thread : kAlone + thread % kShards);
  }
  return frame_shard - 1;
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
