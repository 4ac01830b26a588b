#include "scheduler/drivers.hpp"

#include <chrono>
#include <future>
#include <thread>

#include <doctest/doctest.h>

#include "unit/scheduler/gate.hpp"
#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

using namespace std::chrono_literals;
using test::Gate;
using test::Opener;
using test::PluginStep;
using test::Step;

namespace {

// Declared last, so that the drivers end although a check has failed.
struct Stopper {
  explicit Stopper(EventLoop& l) : loop(l) {}
  ~Stopper() { loop.stop(); }
  EventLoop& loop;
};

}  // namespace

TEST_SUITE("drivers") {
  TEST_CASE("reserve no more threads than there may be") {
    Drivers drivers(2);

    CHECK(drivers.reserve());
    CHECK(drivers.reserve());
    CHECK_FALSE(drivers.reserve());
  }

  TEST_CASE("a reservation that was given back serves again") {
    Drivers drivers(1);
    REQUIRE(drivers.reserve());
    REQUIRE_FALSE(drivers.reserve());

    drivers.cancel();

    CHECK(drivers.reserve());
  }

  TEST_CASE("a thread that drives is not to be had, and serves again when its loop has stopped") {
    std::promise<void> driven;
    Step step([&] { driven.set_value(); });
    EventLoop first(0);
    EventLoop second(1);
    Drivers drivers(1);
    const Stopper stop_first(first);
    const Stopper stop_second(second);
    REQUIRE(drivers.reserve());
    drivers.drive(first);
    REQUIRE_FALSE(drivers.reserve());
    first.stop();
    while (!drivers.reserve()) std::this_thread::yield();

    second.post(step);
    drivers.drive(second);

    driven.get_future().get();
  }

  TEST_CASE("spares that were not needed for a while leave, but for the last") {
    Drivers drivers(3, 1ms);
    for (int i = 0; i < 3; ++i) REQUIRE(drivers.reserve());
    CHECK(drivers.threads() == 3);

    for (int i = 0; i < 3; ++i) drivers.cancel();

    while (drivers.threads() != 1) std::this_thread::yield();
    for (int i = 0; i < 3; ++i) CHECK(drivers.reserve());
  }

  TEST_CASE("a reserved spare stays however long it is idle") {
    Drivers drivers(2, 1ns);
    REQUIRE(drivers.reserve());
    REQUIRE(drivers.reserve());
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();

    CHECK(drivers.threads() == 2);
  }

  TEST_CASE("a late thread is a spare again when its call has returned") {
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); });
    EventLoop loop(0);
    Step begin([&] { loop.ready(stuck); });
    Drivers drivers(2);
    const Stopper stopper(loop);
    const Opener opener(gate);
    loop.post(begin);
    REQUIRE(drivers.reserve());
    drivers.drive(loop);
    gate.wait_for_arrival();
    REQUIRE(drivers.reserve());
    REQUIRE(loop.take(loop.sequence()));
    drivers.drive(loop);
    CHECK_FALSE(drivers.reserve());

    gate.open();

    while (!drivers.reserve()) std::this_thread::yield();
    drivers.cancel();
  }

  TEST_CASE("wait for all to end, and say when one is still inside a plugin") {
    Gate gate;
    PluginStep stuck([&] { gate.arrive_and_wait(); });
    EventLoop loop(0);
    Step begin([&] { loop.ready(stuck); });
    Drivers drivers(2);
    const Stopper stopper(loop);
    const Opener opener(gate);
    loop.post(begin);
    REQUIRE(drivers.reserve());
    drivers.drive(loop);
    gate.wait_for_arrival();
    loop.stop();

    CHECK_FALSE(drivers.wait_ended(1ms));
    CHECK_FALSE(drivers.reserve());  // it ends: there are no threads for new work
    gate.open();
    CHECK(drivers.wait_ended(1h));
  }
}

}  // namespace siding::scheduler
