// holds.cpp - handlers that hold a thread, each in its own way. ./dev bench stall
//
//   quick, quick_sync   answer at once: what is measured beside the others
//   naps                20 to 60 ms of sleep, in an async route
//   spins               computes for `spin`, in an async route
//   deadlocks           the first keeps a lock for ever, the others wait for it, in an async route
//   locked              100 ms under one lock
//   sits                sleeps for `sit`
//   follows             a coroutine that blocks its loop once, and then says by how much each of 50 waits
//                       was late, in microseconds
//   connection          takes one of 4 connections, works with it and gives it back, each in an offload()
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Holds {
 public:
  explicit Holds(const siding::config& config) : spin_{config.get("spin", 2000ms)}, sit_{config.get("sit", 500ms)} {
    config.expect_keys({"spin", "sit"});
  }

  siding::response quick(const siding::request&) { return siding::static_text("quick"); }
  siding::response quick_sync(const siding::request&) { return siding::static_text("quick"); }

  siding::response naps(const siding::request&) {
    std::this_thread::sleep_for(20ms + 1ms * (naps_.fetch_add(7) % 41));
    return siding::static_text("awake");
  }

  siding::response spins(const siding::request&) {
    const auto until = Clock::now() + spin_;
    while (Clock::now() < until) {
    }
    return siding::static_text("done");
  }

  siding::response deadlocks(const siding::request&) {
    std::unique_lock lock{mutex_};
    std::mutex mutex;
    std::unique_lock mine{mutex};
    std::condition_variable{}.wait(mine, [] { return false; });
    return siding::static_text("never");
  }

  siding::response locked(const siding::request&) {
    const std::lock_guard lock{mutex_};
    std::this_thread::sleep_for(100ms);
    return siding::static_text("unlocked");
  }

  siding::response sits(const siding::request&) {
    std::this_thread::sleep_for(sit_);
    return siding::static_text("stood up");
  }

  siding::task<siding::response> follows(const siding::request&) {
    std::this_thread::sleep_for(150ms);
    std::string late = "[";
    for (int i = 0; i < 50; ++i) {
      const auto due = Clock::now() + 20ms;
      co_await siding::sleep_for(20ms);
      const auto by = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - due);
      late += (i == 0 ? "" : ",") + std::to_string(by.count());
    }
    co_return siding::json(late + "]");
  }

  siding::task<siding::response> connection(const siding::request&) {
    co_await siding::offload([this] { connections_.acquire(); });
    co_await siding::offload([] { std::this_thread::sleep_for(10ms); });
    co_await siding::offload([this] { connections_.release(); });
    co_return siding::static_text("served");
  }

 private:
  const std::chrono::milliseconds spin_;
  const std::chrono::milliseconds sit_;
  std::atomic<unsigned> naps_{0};
  std::mutex mutex_;
  std::counting_semaphore<> connections_{4};
};

}  // namespace

SIDING_PLUGIN(Holds, "holds", "1.0.0", siding::async<&Holds::quick>("quick"),
              siding::sync<&Holds::quick_sync>("quick_sync"), siding::async<&Holds::naps>("naps"),
              siding::async<&Holds::spins>("spins"), siding::async<&Holds::deadlocks>("deadlocks"),
              siding::sync<&Holds::locked>("locked"), siding::sync<&Holds::sits>("sits"),
              siding::async<&Holds::follows>("follows"), siding::offloading<&Holds::connection>("connection"))
