// Descriptors that are ready: told once, told again, and not after they were removed.

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "scheduler/poller.hpp"
#include "unit/socket_pair.hpp"

namespace siding::test {

namespace {

using namespace std::chrono_literals;
using scheduler::Poller;

constexpr std::uint32_t kEdge = EPOLLIN | EPOLLET;

struct Listening final : scheduler::Pollable {
  void on_events(std::uint32_t events) noexcept override {
    seen.push_back(events);
    then();
  }
  std::vector<std::uint32_t> seen;
  std::function<void()> then = [] {};
};

void cycle(Poller& poller) {
  poller.wait(Poller::kNotAtAll);
  poller.deliver([] { return false; });
}

}  // namespace

TEST_SUITE("poller") {
  TEST_CASE("an edge is told once, and the next one again") {
    Poller poller;
    const SocketPair pair;
    Listening listening;
    REQUIRE(poller.add(pair.watched, kEdge, listening));

    pair.send();
    cycle(poller);
    cycle(poller);
    CHECK(listening.seen == std::vector<std::uint32_t>{EPOLLIN});

    pair.send();
    cycle(poller);
    CHECK(listening.seen.size() == 2);
  }

  TEST_CASE("what is asked for again comes in the next cycle, without waiting") {
    Poller poller;
    Listening listening;
    listening.then = [&] {
      if (listening.seen.size() == 1) poller.again(listening);
    };
    poller.again(listening);
    CHECK(poller.due());

    cycle(poller);
    CHECK(listening.seen.size() == 1);
    CHECK(poller.due());
    cycle(poller);
    CHECK(listening.seen == std::vector<std::uint32_t>{0, 0});
    CHECK_FALSE(poller.due());
  }

  TEST_CASE("one that is removed hears nothing more, not even what was collected") {
    Poller poller;
    const std::array<SocketPair, 2> pairs;
    std::array<Listening, 2> listening;
    for (int i = 0; i < 2; ++i) {
      REQUIRE(poller.add(pairs[i].watched, kEdge, listening[i]));
      listening[i].then = [&, other = 1 - i] { poller.remove(pairs[other].watched, listening[other]); };
      pairs[i].send();
    }
    poller.again(listening[0]);
    poller.again(listening[1]);

    cycle(poller);

    CHECK(listening[0].seen.empty() != listening[1].seen.empty());
    CHECK_FALSE(poller.due());
  }

  TEST_CASE("one removed while those that are due are being told is left out") {
    Poller poller;
    std::array<Listening, 3> listening;
    for (auto& each : listening) poller.again(each);
    listening[2].then = [&] { poller.forget(listening[1]); };  // the last one asked is told first

    cycle(poller);

    CHECK(listening[0].seen.size() == 1);
    CHECK(listening[1].seen.empty());
  }

  TEST_CASE("what has to wait is delivered first in the next cycle, and the kernel is asked after that") {
    Poller poller;
    const std::array<SocketPair, 3> pairs;
    std::array<Listening, 4> listening;
    for (std::size_t i = 0; i < pairs.size(); ++i) REQUIRE(poller.add(pairs[i].watched, kEdge, listening[i]));
    const auto told = [&] {
      std::size_t sum = 0;
      for (const Listening& each : listening) sum += each.seen.size();
      return sum;
    };

    for (const SocketPair& pair : pairs) pair.send();
    poller.again(listening[3]);
    for (std::size_t cycles = 1; cycles <= 4; ++cycles) {
      CHECK(poller.due());
      poller.wait(Poller::kForever);
      poller.deliver([&] { return told() == cycles; });
      CHECK(told() == cycles);
      pairs[0].send();  // an edge that is told once what was collected is
    }
    CHECK_FALSE(poller.due());
    cycle(poller);
    CHECK(listening[0].seen.size() == 2);
    CHECK(listening[3].seen == std::vector<std::uint32_t>{0});
  }

  TEST_CASE("wake ends a wait from another thread") {
    Poller poller;
    std::thread other([&] { poller.wake(); });
    poller.wait(Poller::kForever);
    poller.deliver([] { return false; });
    other.join();
  }

  TEST_CASE("a wait ends at its limit") {
    Poller poller;
    const auto start = std::chrono::steady_clock::now();
    poller.wait(Poller::Clock::now() + 2ms);
    CHECK(std::chrono::steady_clock::now() - start >= 2ms);
  }
}

}  // namespace siding::test
