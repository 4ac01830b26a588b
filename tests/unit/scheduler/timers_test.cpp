#include "scheduler/timers.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "unit/scheduler/steps.hpp"

namespace siding::scheduler {

namespace {

using test::Alarm;

Clock::time_point at(int ms) {
  return Clock::time_point(std::chrono::milliseconds(ms));
}

}  // namespace

TEST_SUITE("timers") {
  TEST_CASE("expire what is due, the earliest first, and leave the rest") {
    Timers timers;
    std::vector<int> fired;
    Alarm one([&] { fired.push_back(1); });
    Alarm two([&] { fired.push_back(2); });
    Alarm three([&] { fired.push_back(3); });
    timers.arm(three, at(30));
    timers.arm(one, at(10));
    timers.arm(two, at(20));

    timers.expire(at(20));

    CHECK(fired == std::vector<int>{1, 2});
    CHECK(timers.next() == at(30));
    CHECK_FALSE(one.armed());
    CHECK(three.armed());
  }

  TEST_CASE("an armed timer moves, both ways") {
    Timers timers;
    int fired = 0;
    Alarm moved([&] { ++fired; });
    Alarm fixed([] {});
    timers.arm(fixed, at(20));
    timers.arm(moved, at(10));

    timers.arm(moved, at(30));
    timers.expire(at(25));
    CHECK(fired == 0);

    timers.arm(moved, at(5));
    timers.expire(at(25));
    CHECK(fired == 1);
    CHECK(timers.empty());
  }

  TEST_CASE("a timer may arm itself again while it expires") {
    Timers timers;
    int fired = 0;
    Alarm again([] {});
    again.function = [&] {
      if (++fired < 3) timers.arm(again, at(fired * 10));
    };
    timers.arm(again, at(0));

    timers.expire(at(15));

    CHECK(fired == 2);
    CHECK(again.at() == at(20));
  }

  TEST_CASE("a timer that expires may disarm another that is due") {
    Timers timers;
    bool fired = false;
    Alarm second([&] { fired = true; });
    Alarm first([&] { timers.disarm(second); });
    timers.arm(first, at(1));
    timers.arm(second, at(1));
    timers.arm(second, at(2));

    timers.expire(at(5));

    CHECK_FALSE(fired);
    CHECK(timers.empty());
  }

  TEST_CASE("agree with a sorted map over random operations") {
    std::mt19937 random(20261104);
    Timers timers;
    std::deque<Alarm> alarms;
    std::map<std::size_t, Clock::time_point> model;  // index of the alarm -> when
    std::vector<std::size_t> fired;
    for (std::size_t i = 0; i < 60; ++i) alarms.emplace_back([&fired, i] { fired.push_back(i); });
    int now = 0;
    for (int step = 0; step < 20'000; ++step) {
      const std::size_t which = random() % alarms.size();
      switch (random() % 4) {
        case 0:
        case 1: {
          const auto when = at(now + static_cast<int>(random() % 50) - 5);
          timers.arm(alarms[which], when);
          model[which] = when;
          break;
        }
        case 2:
          timers.disarm(alarms[which]);
          model.erase(which);
          break;
        default: {
          now += static_cast<int>(random() % 10);
          std::vector<std::pair<Clock::time_point, std::size_t>> due;
          for (const auto& [index, when] : model) {
            if (when <= at(now)) due.emplace_back(when, index);
          }
          for (const auto& one : due) model.erase(one.second);
          fired.clear();
          std::map<std::size_t, Clock::time_point> when_fired;
          for (const auto& one : due) when_fired[one.second] = one.first;
          timers.expire(at(now));
          REQUIRE(fired.size() == due.size());
          const auto earlier = [&](std::size_t a, std::size_t b) { return when_fired.at(a) < when_fired.at(b); };
          REQUIRE(std::is_sorted(fired.begin(), fired.end(), earlier));
        }
      }
      REQUIRE(timers.empty() == model.empty());
      if (model.empty()) continue;
      const auto earliest = std::min_element(model.begin(), model.end(),
                                             [](const auto& a, const auto& b) { return a.second < b.second; });
      REQUIRE(timers.next() == earliest->second);
      REQUIRE(alarms[which].armed() == model.contains(which));
    }
    for (Alarm& alarm : alarms) timers.disarm(alarm);
  }
}

}  // namespace siding::scheduler
