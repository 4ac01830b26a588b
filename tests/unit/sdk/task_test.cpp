#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::testing::get;

namespace {

siding::task<int> after(std::chrono::milliseconds time, int result) {
  co_await siding::sleep_for(time);
  co_return result;
}

siding::task<int> nested(int depth) {
  if (depth == 0) co_return co_await after(1ms, 0);
  co_return 1 + co_await nested(depth - 1);
}

siding::task<int> at_once(int result) {
  co_return result;
}

siding::task<std::unique_ptr<int>> move_only() {
  co_return std::make_unique<int>(7);
}

siding::task<void> failing() {
  co_await siding::sleep_for(1ms);
  throw std::runtime_error{"no luck"};
}

siding::task<void> set(bool& flag) {
  flag = true;
  co_return;
}

struct Plugin {
  siding::task<siding::response> depth(const siding::request&) {
    co_return siding::text(std::to_string(co_await nested(100)));
  }
  siding::task<siding::response> moved(const siding::request&) {
    const std::unique_ptr<int> result = co_await move_only();
    co_return siding::text(std::to_string(*result));
  }
  siding::task<siding::response> fails(const siding::request&) {
    co_await failing();
    co_return siding::text("not reached");
  }
  siding::task<siding::response> recovers(const siding::request&) {
    std::string text = "nothing";
    try {
      co_await failing();
    } catch (const std::runtime_error& failure) {
      text = failure.what();
    }
    co_return siding::text(text);
  }
  siding::task<siding::response> lazy(const siding::request&) {
    bool ran = false;
    siding::task<void> work = set(ran);
    const bool before = ran;
    co_await std::move(work);
    co_return siding::text(before ? "eager" : ran ? "lazy" : "lost");
  }
  siding::task<siding::response> sums(const siding::request&) {
    int sum = 0;
    for (int i = 0; i < 1000; ++i) sum += co_await at_once(1);
    co_return siding::text(std::to_string(sum));
  }
  siding::task<siding::response> empty(const siding::request&) {
    siding::task<void> nothing;
    co_await std::move(nothing);
    co_return siding::text("not reached");
  }
  siding::task<siding::response> missing(const siding::request&) { return {}; }
};

}  // namespace

TEST_SUITE("task") {
  TEST_CASE("an operation finds its scope at any depth of nesting") {
    siding::testing::host host;
    Plugin plugin;
    CHECK(host.call<&Plugin::depth>(plugin, get("/")).body == "100");
  }

  TEST_CASE("a result that only moves is moved out") {
    siding::testing::host host;
    Plugin plugin;
    CHECK(host.call<&Plugin::moved>(plugin, get("/")).body == "7");
  }

  TEST_CASE("an exception goes on to who awaits") {
    siding::testing::host host;
    Plugin plugin;
    CHECK(host.call<&Plugin::recovers>(plugin, get("/")).body == "no luck");
  }

  TEST_CASE("an exception that nobody catches becomes a generic 500") {
    siding::testing::host host;
    Plugin plugin;
    const auto answer = host.call<&Plugin::fails>(plugin, get("/"));
    CHECK(answer.status == 500);
    CHECK(answer.failure == "no luck");
    CHECK_FALSE(answer.failure_is_public);
  }

  TEST_CASE("nothing runs before it is awaited") {
    siding::testing::host host;
    Plugin plugin;
    CHECK(host.call<&Plugin::lazy>(plugin, get("/")).body == "lazy");
  }

  TEST_CASE("many tasks that end at once follow each other") {
    siding::testing::host host;
    Plugin plugin;
    CHECK(host.call<&Plugin::sums>(plugin, get("/")).body == "1000");
  }

  TEST_CASE("an empty task is an error, not a crash") {
    siding::testing::host host;
    Plugin plugin;
    CHECK(host.call<&Plugin::empty>(plugin, get("/")).status == 500);
    CHECK(host.call<&Plugin::missing>(plugin, get("/")).status == 500);
  }

  TEST_CASE("a million virtual hours pass at once") {
    struct Sleeper {
      siding::task<siding::response> sleep(const siding::request&) {
        co_await siding::sleep_for(1'000'000h);
        co_return siding::text("awake");
      }
    } plugin;
    siding::testing::host host;
    CHECK(host.call<&Sleeper::sleep>(plugin, get("/")).body == "awake");
  }

  TEST_CASE("a sleep until the past is over at once, also in real time") {
    struct Sleeper {
      siding::task<siding::response> sleep(const siding::request&) {
        co_await siding::sleep_until(std::chrono::steady_clock::now() - 1h);
        co_await siding::sleep_for(-1h);
        co_return siding::text("awake");
      }
    } plugin;
    siding::testing::host host{{.real_time = true}};
    CHECK(host.call<&Sleeper::sleep>(plugin, get("/")).body == "awake");
  }
}
