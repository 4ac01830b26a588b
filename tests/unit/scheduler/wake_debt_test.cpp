#include "scheduler/wake_debt.hpp"

#include <list>

#include <doctest/doctest.h>

#include "scheduler/worker_pool.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using test::DrivenLoop;
using test::Record;
using test::Step;
using test::Work;

namespace {

// Posts as the last thing of a quick job would, until that finds the loop asleep.
// How many posts that took.
int owe(DrivenLoop& driven, std::list<Step>& steps, Record<int>& ran) {
  WakeDebt::begin(Clock::now());
  int posts = 0;
  while (!WakeDebt::owed()) {
    const WakeDebt::Finishing finishing;
    driven.loop().post(steps.emplace_back([&ran, number = ++posts] { ran.add(number); }));
  }
  return posts;
}

}  // namespace

TEST_SUITE("wake debt") {
  TEST_CASE("a loop that is owed a wake-up sleeps on until it is paid") {
    Record<int> ran;
    std::list<Step> steps;
    DrivenLoop driven;

    const int posts = owe(driven, steps, ran);
    CHECK(ran.wait_for(static_cast<std::size_t>(posts - 1)).size() == static_cast<std::size_t>(posts - 1));
    WakeDebt::pay();

    CHECK(ran.wait_for(static_cast<std::size_t>(posts)).back() == posts);
    CHECK_FALSE(WakeDebt::owed());
  }

  TEST_CASE("whoever owes may be stuck: a nudge from elsewhere does as well") {
    Record<int> ran;
    std::list<Step> steps;
    DrivenLoop driven;

    const int posts = owe(driven, steps, ran);
    driven.loop().nudge();

    CHECK(ran.wait_for(static_cast<std::size_t>(posts)).back() == posts);
    WakeDebt::pay();
  }

  TEST_CASE("what is not the last thing of a job is never put off") {
    Record<int> ran;
    DrivenLoop driven;
    Step step([&] { ran.add(1); });
    driven.run([] {});

    WakeDebt::begin(Clock::now());
    driven.loop().post(step);

    CHECK(ran.wait_for(1).size() == 1);
    WakeDebt::pay();
  }

  TEST_CASE("a worker pays before it waits") {
    constexpr int kJobs = 500;
    Record<int> ran;
    DrivenLoop driven;
    WorkerPool pool({.min = 1, .max = 1, .queue = kJobs});
    const auto lane = pool.make_lane();
    std::list<Step> steps;
    std::list<Work> jobs;
    Queue<Job> queue;
    for (int i = 0; i < kJobs; ++i) {
      Step& step = steps.emplace_back([&ran, i] { ran.add(i); });
      Work& job = jobs.emplace_back(
          [&driven, &step] {
            const WakeDebt::Finishing finishing;
            driven.loop().post(step);
          },
          lane.get());
      REQUIRE(pool.reserve());
      queue.push(job);
    }

    pool.submit(queue);

    CHECK(ran.wait_for(kJobs).size() == kJobs);
    pool.stop(std::chrono::hours{1});
  }
}

}  // namespace siding::scheduler
