#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <siding/frame_pool.hpp>

using siding::detail::frame_pool;

namespace {

// Blocks that one thread makes and another frees.
class Exchange {
 public:
  void put(void* block, std::size_t size) {
    const std::lock_guard lock{mutex_};
    blocks_.emplace_back(block, size);
  }
  std::pair<void*, std::size_t> take() {
    const std::lock_guard lock{mutex_};
    if (blocks_.empty()) return {nullptr, 0};
    const auto block = blocks_.front();
    blocks_.pop_front();
    return block;
  }

 private:
  std::mutex mutex_;
  std::deque<std::pair<void*, std::size_t>> blocks_;  // guarded by mutex_
};

}  // namespace

TEST_SUITE("frame pool") {
  TEST_CASE("a freed block is used again for the same size class") {
    frame_pool pool;
    void* const first = pool.allocate(200);
    pool.deallocate(first, 200);
    void* const second = pool.allocate(220);
    CHECK(second == first);
    pool.deallocate(second, 220);
    pool.trim();
  }

  TEST_CASE("another size class does not get it") {
    frame_pool pool;
    void* const first = pool.allocate(64);
    pool.deallocate(first, 64);
    void* const second = pool.allocate(65);
    CHECK(second != first);
    pool.deallocate(second, 65);
    pool.trim();
  }

  TEST_CASE("it keeps no more than its bound") {
    frame_pool pool;
    std::vector<void*> blocks;
    for (std::uint32_t i = 0; i < 3 * frame_pool::kDepth; ++i) blocks.push_back(pool.allocate(100));
    std::set<void*> freed(blocks.begin(), blocks.end());
    for (void* block : blocks) pool.deallocate(block, 100);
    // The pool hands out what it kept; the heap's come afterwards. Under ASan a freed block is not given out again.
    std::vector<void*> again;
    for (std::uint32_t i = 0; i < frame_pool::kDepth; ++i) again.push_back(pool.allocate(100));
    for (void* block : again) CHECK(freed.count(block) == 1);
    for (void* block : again) pool.deallocate(block, 100);
    pool.trim();
  }

  TEST_CASE("a frame that is too large goes to the heap") {
    frame_pool pool;
    void* const large = pool.allocate(1 << 20);
    std::memset(large, 1, 1 << 20);
    pool.deallocate(large, 1 << 20);
  }

  TEST_CASE("blocks travel between threads and are never handed out twice") {
    static frame_pool pool;  // some threads leave what is theirs alone
    Exchange exchange;
    std::vector<std::thread> threads;
    for (unsigned char id = 1; id <= frame_pool::kAlone + frame_pool::kShards + 4; ++id) {  // some share a shard
      threads.emplace_back([&exchange, id] {
        for (std::size_t round = 0; round < 2000; ++round) {
          const std::size_t size = 32 + (round % 20) * 60;
          auto* const mine = static_cast<unsigned char*>(pool.allocate(size));
          std::memset(mine, id, size);
          bool whole = true;  // nobody else wrote into it meanwhile
          for (std::size_t i = 0; i < size; ++i) whole = whole && mine[i] == id;
          if (!whole) std::abort();
          exchange.put(mine, size);
          const auto [other, bytes] = exchange.take();
          if (other) pool.deallocate(other, bytes);
        }
      });
    }
    for (std::thread& each : threads) each.join();
    while (true) {
      const auto [rest, bytes] = exchange.take();
      if (!rest) break;
      pool.deallocate(rest, bytes);
    }
    pool.trim();
  }
}
