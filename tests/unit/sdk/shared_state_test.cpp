#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::testing::get;

namespace {

using body = siding::task<siding::response>;

struct Locker {
  siding::mutex mutex;
  siding::event go;
  std::string order;
  int counter = 0;  // guarded by mutex

  // Holds the lock across an await.
  body append(const siding::request& request) {
    const auto lock = co_await mutex.lock();
    co_await siding::sleep_for(1s);
    order += std::string{*request.param("name")};
    co_return siding::text("done");
  }
  body hold(const siding::request&) {
    const auto lock = co_await mutex.lock();
    co_await go.wait();
    co_return siding::text("held");
  }
  body race(const siding::request&) {
    const auto lock = co_await siding::with_timeout(1s, mutex.lock());
    co_return siding::text("locked");
  }
  body count(const siding::request&) {
    for (int i = 0; i < 50; ++i) {
      const auto lock = co_await mutex.lock();
      const int before = counter;
      co_await siding::offload([] {});
      counter = before + 1;
    }
    co_return siding::text("done");
  }
};

}  // namespace

TEST_SUITE("mutex") {
  TEST_CASE("serves waiters first come, first served, across awaits") {
    Locker plugin;
    siding::testing::host host;
    std::vector<siding::testing::pending> requests;
    for (const char* name : {"a", "b", "c", "d"}) {
      requests.push_back(host.start<&Locker::append>(plugin, get("/").param("name", name)));
    }
    for (const auto& each : requests) CHECK(each.wait().status == 200);
    CHECK(plugin.order == "abcd");
  }

  TEST_CASE("excludes requests on several threads") {
    Locker plugin;
    siding::testing::host host{{.threads = 3}};
    std::vector<siding::testing::pending> requests;
    for (int i = 0; i < 8; ++i) requests.push_back(host.start<&Locker::count>(plugin, get("/")));
    for (const auto& each : requests) CHECK(each.wait().status == 200);
    CHECK(plugin.counter == 400);
  }

  TEST_CASE("a waiter whose client has left is out of the queue") {
    Locker plugin;
    siding::testing::host host;
    const auto holder = host.start<&Locker::hold>(plugin, get("/"));
    const auto waiter = host.start<&Locker::append>(plugin, get("/").param("name", "never"));
    const auto next = host.start<&Locker::append>(plugin, get("/").param("name", "next"));
    host.settle();
    waiter.cancel();
    CHECK(waiter.wait().failure == "the client has left");
    plugin.go.set();
    CHECK(holder.wait().body == "held");
    CHECK(next.wait().status == 200);
    CHECK(plugin.order == "next");
  }

  TEST_CASE("a waiter that times out is out of the queue") {
    Locker plugin;
    siding::testing::host host;
    const auto holder = host.start<&Locker::hold>(plugin, get("/"));
    const auto waiter = host.start<&Locker::race>(plugin, get("/"));
    CHECK(waiter.wait().status == 504);
    plugin.go.set();
    CHECK(holder.wait().status == 200);
    CHECK(plugin.mutex.try_lock());
  }

  TEST_CASE("a guard that goes unlocks, and try_lock tells") {
    siding::mutex mutex;
    auto guard = mutex.try_lock();
    CHECK(guard);
    CHECK_FALSE(mutex.try_lock());
    guard.release();
    CHECK(mutex.try_lock());
  }
}

TEST_SUITE("semaphore") {
  TEST_CASE("lets as many in as it has permits") {
    struct Plugin {
      siding::semaphore slots{3};
      std::atomic<int> inside{0};
      std::atomic<int> most{0};
      body enter(const siding::request&) {
        const auto permit = co_await slots.acquire();
        const int now = ++inside;
        if (now > most) most = now;
        co_await siding::sleep_for(1s);
        --inside;
        co_return siding::text("done");
      }
    } plugin;
    siding::testing::host host;
    std::vector<siding::testing::pending> requests;
    for (int i = 0; i < 10; ++i) requests.push_back(host.start<&Plugin::enter>(plugin, get("/")));
    for (const auto& each : requests) CHECK(each.wait().status == 200);
    CHECK(plugin.most == 3);
  }
}

TEST_SUITE("event") {
  struct Waiter {
    siding::event event;
    body wait(const siding::request&) {
      co_await event.wait();
      co_return siding::text("woken");
    }
  };

  TEST_CASE("wakes all who wait, also when it is reset right after") {
    Waiter plugin;
    siding::testing::host host;
    std::vector<siding::testing::pending> requests;
    for (int i = 0; i < 5; ++i) requests.push_back(host.start<&Waiter::wait>(plugin, get("/")));
    host.settle();
    CHECK_FALSE(requests.front().answered());
    plugin.event.set();
    plugin.event.reset();
    for (const auto& each : requests) CHECK(each.wait().body == "woken");
  }

  TEST_CASE("stays set until it is reset") {
    Waiter plugin;
    plugin.event.set();
    siding::testing::host host;
    CHECK(host.call<&Waiter::wait>(plugin, get("/")).body == "woken");
    CHECK(plugin.event.is_set());
    plugin.event.reset();
    const auto request = host.start<&Waiter::wait>(plugin, get("/"));
    host.settle();
    CHECK_FALSE(request.answered());
  }

  TEST_CASE("set from many threads while others wait and leave, nothing is lost") {
    Waiter plugin;
    siding::testing::host host{{.threads = 3}};
    for (int round = 0; round < 50; ++round) {
      plugin.event.reset();
      const auto stays = host.start<&Waiter::wait>(plugin, get("/"));
      const auto leaves = host.start<&Waiter::wait>(plugin, get("/"));
      std::thread setter{[&plugin] { plugin.event.set(); }};
      leaves.cancel();
      CHECK(stays.wait().body == "woken");
      const auto answer = leaves.wait();
      CHECK((answer.body == "woken" || answer.failure == "the client has left"));
      setter.join();
    }
  }
}
