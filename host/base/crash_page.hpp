// crash_page.hpp - what a serving process is inside of, in memory that outlives it.
//
// The serving process writes, its supervisor reads when the other has ended: by a
// signal, by exit(), or killed. Zeroes are an empty page. Both run the same binary.
// Owner: the supervisor, one per serving process.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace siding {

struct CrashPage {
  static constexpr std::size_t kSlots = 8192;  // threads that run plugins
  static constexpr std::size_t kLoops = 1024;
  static constexpr std::size_t kFrames = 64;
  static constexpr std::size_t kMaps = 512 << 10;         // bytes of /proc/self/maps
  static constexpr std::size_t kQuarantined = 256;        // routes
  static constexpr std::uint32_t kBackground = 0x3FFFFE;  // instead of a route: background work of a plugin

  // What one thread is inside of: 0, or place() of it.
  struct alignas(64) Slot {
    std::atomic<std::uint64_t> inside;
    std::atomic<std::int32_t> tid;  // 0: the slot is free
  };

  // How it ended, as far as the process itself could tell.
  struct Fault {
    enum Stage : int { none, writing, whole };
    std::atomic<int> stage;
    int signal;  // 0: exit() was called
    int code;    // si_code, or the status of exit()
    int tid;
    std::uint64_t inside;
    std::uintptr_t address;  // that could not be reached
    std::uintptr_t at;       // the instruction
    int frame_count;
    std::array<void*, kFrames> frames;
    std::size_t maps_size;
    std::array<char, kMaps> maps;
  };

  // Written by the supervisor, but for the last member, before the process starts.
  struct Quarantined {
    std::uint64_t route;          // key_of() its name; 0 = the end of the list
    std::int64_t until_ns;        // of the steady clock: then one request is tried
    std::int64_t lasts_ns;        // how long it lasts from one try to the next
    std::atomic<bool> recovered;  // by the serving process: that one was answered
  };

  static constexpr std::uint64_t place(std::uint32_t route, unsigned loop, std::uint64_t request) {
    return std::uint64_t{route + 1} << 42 | std::uint64_t{loop % kLoops} << 32 | (request & 0xFFFFFFFF);
  }
  static constexpr std::uint32_t route_of(std::uint64_t place) { return static_cast<std::uint32_t>(place >> 42) - 1; }
  std::uint64_t request_of(std::uint64_t place) const {
    const std::uint64_t upper = request_upper[(place >> 32) % kLoops].load(std::memory_order_relaxed);
    return upper << 32 | (place & 0xFFFFFFFF);
  }

  // Of a route's name, never 0: FNV-1a.
  static constexpr std::uint64_t key_of(std::string_view name) {
    std::uint64_t key = 14695981039346656037u;
    for (const char c : name) key = (key ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return key == 0 ? 1 : key;
  }

  std::array<std::atomic<std::uint32_t>, kLoops> request_upper;  // what the ids of a loop begin with
  std::array<char, 128> starting;  // the plugin that is loaded or initialised; empty = none
  std::atomic<bool> leaving;       // it ends as it should
  Fault fault;
  std::array<Quarantined, kQuarantined> quarantined;
  std::array<Slot, kSlots> slots;
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

}  // namespace siding
