#include <array>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/event_loop.hpp"
#include "scheduler/worker_pool.hpp"
#include "unit/scheduler/driven_loop.hpp"
#include "unit/scheduler/pool.hpp"
#include "unit/scheduler/record.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::test {

using scheduler::Pollable;
using scheduler::WorkerPool;

namespace {

// What a socket brings, each time that it is ready.
class Source final : public Pollable {
 public:
  explicit Source(Function function) : function_(std::move(function)) {}
  void on_events(std::uint32_t) noexcept override { function_(); }

 private:
  Function function_;
};

}  // namespace

TEST_SUITE("event loop jobs") {
  TEST_CASE("few of a cycle wait for those that the next look at the sockets brings") {
    Record<int> done;
    std::array<Work, 2> jobs{Work([&] { done.add(1); }), Work([&] { done.add(2); })};
    WorkerPool pool(pool_of(1, 1));
    DrivenLoop driven;
    std::size_t looks = 0;
    std::size_t waiting_at_second = 1;
    Source source([&] {
      if (looks == 1) waiting_at_second = pool.gauge().waiting + done.items().size();
      pool.reserve();
      driven.loop().hand_over(pool, jobs[looks++]);
      if (looks < jobs.size()) driven.loop().poller().again(source);
    });

    driven.run([&] { driven.loop().poller().again(source); });

    CHECK(done.wait_for(2).size() == 2);
    driven.run([&] { CHECK(waiting_at_second == 0); });
  }

  TEST_CASE("many of a cycle wait for nothing") {
    Record<int> done;
    std::vector<std::unique_ptr<Work>> jobs;
    jobs.reserve(8);
    for (int i = 0; i < 8; ++i) jobs.push_back(std::make_unique<Work>([&, i] { done.add(i); }));
    WorkerPool pool(pool_of(1, 1));
    DrivenLoop driven;
    std::size_t done_at_second = 0;
    bool first = true;
    Source source([&] {
      if (!std::exchange(first, false)) {
        done_at_second = done.wait_for(jobs.size()).size();
        return;
      }
      for (const auto& job : jobs) {
        pool.reserve();
        driven.loop().hand_over(pool, *job);
      }
      driven.loop().poller().again(source);
    });

    driven.run([&] { driven.loop().poller().again(source); });

    done.wait_for(jobs.size());
    driven.run([] {});
    driven.run([&] { CHECK(done_at_second == jobs.size()); });
  }

  TEST_CASE("none waits behind a plugin's call") {
    std::promise<void> worked;
    Work job([&] { worked.set_value(); });
    bool in_time = false;
    PluginStep call(
        [&] { in_time = worked.get_future().wait_for(std::chrono::seconds{20}) == std::future_status::ready; });
    WorkerPool pool(pool_of(1, 1));
    DrivenLoop driven;
    Source source([&] {
      pool.reserve();
      driven.loop().hand_over(pool, job);
      driven.loop().ready(call);
    });

    driven.run([&] { driven.loop().poller().again(source); });
    driven.run([] {});

    driven.run([&] { CHECK(in_time); });
  }
}

}  // namespace siding::test
