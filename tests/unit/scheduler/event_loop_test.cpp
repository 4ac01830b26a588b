#include "scheduler/event_loop.hpp"

#include <deque>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "unit/scheduler/bell.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using test::Bell;
using test::DrivenLoop;
using test::PluginStep;
using test::Record;
using test::Step;

TEST_SUITE("event loop") {
  TEST_CASE("a post wakes the loop, and posts run in their order") {
    Record<int> order;
    Step first([&] { order.add(1); });
    Step second([&] { order.add(2); });
    DrivenLoop driven;
    driven.run([] {});  // it has been awake: the next posts find it asleep, or on its way there

    driven.loop().post(first);
    driven.loop().post(second);

    CHECK(order.wait_for(2) == std::vector<int>{1, 2});
  }

  TEST_CASE("no post is lost, however many threads post while the loop goes to sleep and wakes") {
    constexpr int kThreads = 3;
    constexpr int kPosts = 2'000;
    Record<int> seen;
    std::vector<std::unique_ptr<Step>> steps;
    for (int i = 0; i < kThreads * kPosts; ++i) steps.push_back(std::make_unique<Step>([&, i] { seen.add(i); }));
    DrivenLoop driven;
    std::vector<std::thread> threads;

    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kPosts; ++i) {
          driven.loop().post(*steps[static_cast<std::size_t>(t * kPosts + i)]);
          if (i % 16 == 0) std::this_thread::yield();  // lets the loop fall asleep
        }
      });
    }
    for (std::thread& thread : threads) thread.join();

    std::vector<int> last(kThreads, -1);
    for (const int i : seen.wait_for(kThreads * kPosts)) {
      REQUIRE(i > last[static_cast<std::size_t>(i / kPosts)]);  // each thread's own order is kept
      last[static_cast<std::size_t>(i / kPosts)] = i;
    }
  }

  TEST_CASE("a call posted from inside of a call runs in a later cycle, and may be the same one") {
    Record<int> runs;
    int count = 0;
    Step again([] {});
    DrivenLoop driven;
    again.function = [&] {
      runs.add(++count);
      if (count < 5) driven.loop().post(again);
    };

    driven.loop().post(again);

    CHECK(runs.wait_for(5).size() == 5);
  }

  TEST_CASE("plugin calls run in the order in which they became ready: inside, then after") {
    Record<std::string> order;
    PluginStep first([&] { order.add("in 1"); }, [&] { order.add("after 1"); });
    PluginStep second([&] { order.add("in 2"); }, [&] { order.add("after 2"); });
    DrivenLoop driven;

    driven.run([&] {
      driven.loop().ready(first);
      driven.loop().ready(second);
    });

    CHECK(order.wait_for(4) == std::vector<std::string>{"in 1", "after 1", "in 2", "after 2"});
  }

  TEST_CASE("driver functions are allowed on the driver, but not inside a plugin call") {
    std::promise<bool> inside;
    std::promise<bool> after;
    PluginStep call([] {});
    DrivenLoop driven;
    call.inside = [&] { inside.set_value(driven.loop().driving()); };
    call.after = [&] { after.set_value(driven.loop().driving()); };
    bool posted = false;

    driven.run([&] {
      posted = driven.loop().driving();
      driven.loop().ready(call);
    });

    CHECK(posted);
    CHECK_FALSE(inside.get_future().get());
    CHECK(after.get_future().get());
    CHECK_FALSE(driven.loop().driving());  // this thread is not it
  }

  TEST_CASE("calls that stay ready keep neither sockets nor posts from their turn") {
    bool go_on = true;
    int runs = 0;
    std::deque<PluginStep> busy;
    DrivenLoop driven;
    for (int i = 0; i < 100; ++i) {
      PluginStep& step = busy.emplace_back([&] { ++runs; });
      step.after = [&] {
        if (go_on) driven.loop().ready(step);
      };
    }
    std::promise<void> socket;
    const Bell bell(driven, [&] { socket.set_value(); });

    driven.run([&] {
      for (PluginStep& step : busy) driven.loop().ready(step);
    });
    driven.run([] {});
    bell.ring();
    socket.get_future().get();
    driven.run([&] { go_on = false; });

    driven.run([&] { CHECK(runs > 0); });
  }

  TEST_CASE("when many sockets are ready at once, calls have their turn before all is read") {
    constexpr std::size_t kSockets = 200;
    std::size_t read = 0;
    std::size_t read_at_first = 0;
    std::size_t calls = 0;
    std::promise<void> all;
    DrivenLoop driven;
    std::deque<PluginStep> steps;
    std::deque<Bell> bells;
    for (std::size_t i = 0; i < kSockets; ++i) {
      PluginStep& step = steps.emplace_back([&] {
        if (calls++ == 0) read_at_first = read;
        if (calls == kSockets) all.set_value();
      });
      bells.emplace_back(driven, [&] {
        ++read;
        driven.loop().ready(step);
      });
    }

    driven.run([&] {
      for (const Bell& bell : bells) bell.ring();
    });
    all.get_future().get();

    CHECK(read_at_first > 0);
    CHECK(read_at_first < kSockets);
  }

  TEST_CASE("the sequence is odd inside of a plugin call and even outside") {
    std::promise<std::uint64_t> inside;
    PluginStep call([] {});
    DrivenLoop driven;
    call.inside = [&] { inside.set_value(driven.loop().sequence()); };
    std::uint64_t before = 0;

    driven.run([&] {
      before = driven.loop().sequence();
      driven.loop().ready(call);
    });

    CHECK(before % 2 == 0);
    CHECK(inside.get_future().get() == before + 1);
    driven.run([&] { CHECK(driven.loop().sequence() == before + 2); });
  }

  TEST_CASE("stop ends a loop that sleeps, and drive() says that it has stopped") {
    EventLoop loop(0);
    std::promise<bool> ended;
    std::thread thread([&] { ended.set_value(loop.drive()); });

    loop.stop();

    CHECK(ended.get_future().get());
    thread.join();
  }

  TEST_CASE("stop ends a loop that has work left") {
    EventLoop loop(0);
    PluginStep busy([] {});
    busy.after = [&] { loop.ready(busy); };
    Step begin([&] { loop.ready(busy); });
    std::promise<bool> ended;
    loop.post(begin);
    std::thread thread([&] { ended.set_value(loop.drive()); });

    loop.stop();

    CHECK(ended.get_future().get());
    thread.join();
  }
}

}  // namespace siding::scheduler
