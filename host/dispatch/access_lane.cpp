#include "dispatch/access_lane.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <type_traits>

namespace siding::dispatch {

namespace {

constexpr std::size_t kLongest = 2048;                 // bytes of a path or a query that are kept
constexpr std::size_t kCycle = std::size_t{64} << 10;  // bytes of one cycle, then it is published early

template <class T>
std::string_view bytes_of(const T& object) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&object), sizeof object};
}

}  // namespace

AccessLane::AccessLane(AccessBell& bell, bool with_query)
    : bell_(bell),
      with_query_(with_query),
      random_(std::uint64_t{std::random_device{}()} << 32 | std::random_device{}()),
      ring_(kBytes) {}

// splitmix64
std::uint64_t AccessLane::random() {
  std::uint64_t z = random_ += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

void AccessLane::add(const AccessEntry& entry) {
  const std::array<std::string_view, 5> texts{entry.method, entry.path, entry.query, entry.client, entry.trace};
  std::array<std::uint32_t, texts.size()> sizes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    sizes[i] = static_cast<std::uint32_t>(std::min(texts[i].size(), kLongest));
  }
  char* to = cycle_.room(sizeof entry.figures + sizeof sizes + texts.size() * kLongest);
  to = TextBuffer::put(to, bytes_of(entry.figures));
  to = TextBuffer::put(to, bytes_of(sizes));
  for (std::size_t i = 0; i < texts.size(); ++i) to = TextBuffer::put(to, texts[i].substr(0, sizes[i]));
  cycle_.end_at(to);
  ++in_cycle_;
  if (cycle_.size() > kCycle) cycle_ended(scheduler::Clock::now());
}

void AccessLane::cycle_ended(scheduler::Clock::time_point at) {
  if (in_cycle_ == 0) return;
  const std::uint64_t head = head_.load(std::memory_order_relaxed);
  const std::uint64_t used = head - tail_.load(std::memory_order_acquire);
  if (used + sizeof(Batch) + cycle_.size() > kBytes) {
    lost_.fetch_add(in_cycle_, std::memory_order_relaxed);
  } else {
    const Batch batch{cycle_.size(), at};
    put(head, &batch, sizeof batch);
    put(head + sizeof batch, cycle_.data(), cycle_.size());
    head_.store(head + sizeof batch + cycle_.size(), std::memory_order_release);
  }
  cycle_.clear();
  in_cycle_ = 0;
  if (bell_.asleep()) bell_.ring();
}

void AccessLane::put(std::uint64_t at, const void* bytes, std::size_t size) {
  const std::size_t from = at % kBytes;
  const std::size_t first = std::min(size, kBytes - from);
  std::memcpy(ring_.data() + from, bytes, first);
  std::memcpy(ring_.data(), static_cast<const char*>(bytes) + first, size - first);
}

void AccessLane::get(std::uint64_t at, void* bytes, std::size_t size) const {
  const std::size_t from = at % kBytes;
  const std::size_t first = std::min(size, kBytes - from);
  std::memcpy(bytes, ring_.data() + from, first);
  std::memcpy(static_cast<char*>(bytes) + first, ring_.data(), size - first);
}

bool AccessLane::take_batch(scheduler::Clock::time_point& end) {
  const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
  if (head_.load(std::memory_order_acquire) == tail) return false;
  Batch batch{};
  get(tail, &batch, sizeof batch);
  batch_.clear();
  get(tail + sizeof batch, batch_.room(batch.bytes), batch.bytes);
  batch_.end_at(batch_.data() + batch.bytes);
  end = batch.end;
  tail_.store(tail + sizeof batch + batch.bytes, std::memory_order_release);
  return true;
}

AccessEntry AccessLane::unpack(const char*& at) {
  AccessEntry entry;
  std::array<std::string_view*, 5> texts{&entry.method, &entry.path, &entry.query, &entry.client, &entry.trace};
  std::array<std::uint32_t, texts.size()> sizes;
  std::memcpy(&entry.figures, at, sizeof entry.figures);
  std::memcpy(&sizes, at + sizeof entry.figures, sizeof sizes);
  at += sizeof entry.figures + sizeof sizes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    *texts[i] = {at, sizes[i]};
    at += sizes[i];
  }
  return entry;
}

}  // namespace siding::dispatch
