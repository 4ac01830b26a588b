#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/event_loop.hpp"
#include "scheduler/worker_pool.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using test::DrivenLoop;
using test::Output;
using test::PluginStep;
using test::Record;
using test::Work;

namespace {

PoolOptions pool_options(const char* name) {
  PoolOptions options;
  options.name = name;
  options.min = options.max = 1;
  return options;
}

}  // namespace

TEST_SUITE("event loop flush") {
  TEST_CASE("comes once per cycle, after the turn, however often it was asked for") {
    Record<std::string> order;
    Output output([&] { order.add("flush"); });
    PluginStep call([&] { order.add("call"); });
    DrivenLoop driven;
    call.after = [&] { driven.loop().flush_later(output); };

    driven.run([&] {
      driven.loop().flush_later(output);
      driven.loop().flush_later(output);
      driven.loop().ready(call);
    });
    driven.run([] {});

    CHECK(order.items() == std::vector<std::string>{"call", "flush"});
  }

  TEST_CASE("comes again when it is asked for again") {
    int flushes = 0;
    Output output([&] { ++flushes; });
    DrivenLoop driven;

    for (int i = 0; i < 3; ++i) driven.run([&] { driven.loop().flush_later(output); });

    driven.run([&] { CHECK(flushes == 3); });
  }

  TEST_CASE("asked for inside of a flush comes in the same cycle") {
    int flushes = 0;
    Output second([&] { ++flushes; });
    Output first([] {});
    DrivenLoop driven;
    first.function = [&] { driven.loop().flush_later(second); };

    driven.run([&] { driven.loop().flush_later(first); });

    driven.run([&] { CHECK(flushes == 1); });
  }

  TEST_CASE("asked for as the last one comes after those that others ask for") {
    Record<std::string> order;
    Output last([&] { order.add("last"); });
    Output second([&] { order.add("second"); });
    Output first([&] { order.add("first"); });
    DrivenLoop driven;
    first.function = [&] {
      order.add("first");
      driven.loop().flush_last(last);
      driven.loop().flush_later(second);
    };

    driven.run([&] { driven.loop().flush_later(first); });

    driven.run([&] { CHECK(order.items() == std::vector<std::string>{"first", "second", "last"}); });
  }

  TEST_CASE("forgets who would have been the last one") {
    int flushes = 0;
    Output last([&] { ++flushes; });
    DrivenLoop driven;

    driven.run([&] {
      driven.loop().flush_last(last);
      driven.loop().forget(last);
    });

    driven.run([&] { CHECK(flushes == 0); });
  }

  TEST_CASE("forgets the first, a middle and the last of those that wait") {
    for (std::size_t forgotten = 0; forgotten < 3; ++forgotten) {
      std::vector<std::size_t> flushed;
      std::vector<std::unique_ptr<Output>> outputs;
      for (std::size_t i = 0; i < 3; ++i) outputs.push_back(std::make_unique<Output>([&, i] { flushed.push_back(i); }));
      DrivenLoop driven;

      driven.run([&] {
        for (const auto& output : outputs) driven.loop().flush_later(*output);
        driven.loop().forget(*outputs[forgotten]);
        outputs[forgotten].reset();
      });

      driven.run([&] {
        CHECK(flushed.size() == 2);
        for (const std::size_t one : flushed) CHECK(one != forgotten);
      });
    }
  }

  TEST_CASE("one that is flushed may forget another that still waits") {
    std::vector<std::unique_ptr<Output>> outputs(2);
    int flushes = 0;
    DrivenLoop driven;
    for (std::size_t i = 0; i < 2; ++i) {
      outputs[i] = std::make_unique<Output>([&, i] {
        ++flushes;
        driven.loop().forget(*outputs[1 - i]);
        outputs[1 - i].reset();
      });
    }

    driven.run([&] {
      for (const auto& output : outputs) driven.loop().flush_later(*output);
    });

    driven.run([&] { CHECK(flushes == 1); });
  }

  TEST_CASE("hands jobs to their pools, at the end of the cycle and from inside a flush") {
    Record<int> done;
    Work first([&] { done.add(1); });
    Work second([&] { done.add(2); });
    Work third([&] { done.add(3); });
    WorkerPool one(pool_options("one"));
    WorkerPool two(pool_options("two"));
    Output output([] {});
    DrivenLoop driven;
    output.function = [&] {
      one.reserve();
      driven.loop().hand_over(one, third);
    };

    driven.run([&] {
      one.reserve();
      two.reserve();
      driven.loop().hand_over(one, first);
      driven.loop().hand_over(two, second);
      driven.loop().flush_later(output);
    });

    CHECK(done.wait_for(3).size() == 3);
  }
}

}  // namespace siding::scheduler
