// Requests that do random things on several threads, while the loop changes its driver and routes
// are demoted: every op is done once, callbacks never overlap, every request is answered once.
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/conversation.hpp"
#include "unit/dispatch/foreign_thread.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::Client;
using test::Conversation;
using test::core;
using test::ForeignThread;
using test::str;
using test::TestHost;

namespace {

constexpr unsigned kClients = 3;     // threads
constexpr unsigned kRequests = 400;  // of each

using Conversations = std::vector<std::unique_ptr<Conversation>>;

// The field that every request carries names its conversation.
void begin(Conversations& all, siding_request* request) {
  siding_str number{};
  REQUIRE(core().header(request, str("Number"), &number) == SIDING_OK);
  all[std::stoul(std::string(number.data, number.size))]->begin(request);
}

std::deque<test::ScriptedRoute> routes(Conversations& all) {
  std::deque<test::ScriptedRoute> made(4);
  for (auto& route : made) route.start = [&](siding_request* request) { begin(all, request); };
  made[0] = {"/sync", Mode::sync, made[0].start, {}, 0};
  made[1] = {"/async", Mode::async, made[1].start, {}, 0};
  made[2] = {"/offload", Mode::offload, made[2].start, {}, 0};
  made[3] = {"/hurried", Mode::offload, made[3].start, 1ms, 20};
  return made;
}

void talk(TestHost& host, unsigned thread, std::atomic<unsigned>& unanswered) {
  static const char* const kPaths[] = {"/sync", "/async", "/offload", "/hurried"};
  std::mt19937 random(thread + 1);
  for (unsigned i = 0; i < kRequests; ++i) {
    const std::string number = std::to_string(thread * kRequests + i);
    Client client(host, kPaths[random() % 4], "GET", {{"Number", number}});
    switch (random() % 4) {
      case 0:
        client.leave();
        break;
      case 1:
        std::this_thread::yield();
        client.leave();
        break;
      default:
        client.answer();
        if (client.answers() != 1) ++unanswered;
    }
    if (client.answers() > 1) ++unanswered;
  }
}

// What the watchdog does, but at any moment.
void meddle(TestHost& host, const std::atomic<bool>& go_on, unsigned& taken) {
  std::mt19937 random(7);
  auto now = scheduler::Clock::now();
  while (go_on) {
    taken += host.driven().take_over();
    host.pool().tick(now += 5ms);
    Route& route = host.route(random() % 4);
    switch (random() % 8) {
      case 0:
        route.demote(scheduler::Clock::now());
        break;
      case 1:
        if (route.demoted()) route.lift(scheduler::Clock::now() + 1h);
        break;
      default:
        break;
    }
    std::this_thread::yield();
  }
}

}  // namespace

TEST_SUITE("stress") {
  TEST_CASE("random requests: every op is done once and every request is answered once") {
    std::atomic<unsigned> wrong{0};
    unsigned taken = 0;
    Conversations all;
    {
      ForeignThread foreign;
      for (unsigned i = 0; i < kClients * kRequests; ++i) {
        all.push_back(std::make_unique<Conversation>(i, foreign));
      }
      TestHost host(routes(all), test::pool_of(2, 6, 40));
      std::atomic<bool> go_on{true};
      std::thread meddler([&] { meddle(host, go_on, taken); });
      std::vector<std::thread> clients;
      for (unsigned t = 0; t < kClients; ++t) clients.emplace_back([&, t] { talk(host, t, wrong); });
      for (std::thread& client : clients) client.join();
      host.wait_until_recycled();
      go_on = false;
      meddler.join();
    }

    CHECK(wrong == 0);
    MESSAGE("the loop changed its driver " << taken << " times");
    CHECK(taken > 0);
    unsigned begun = 0;
    for (const auto& conversation : all) {
      begun += conversation->begun();
      CHECK(conversation->mistakes() == "");
    }
    CHECK(begun > kClients * kRequests / 2);
  }
}

}  // namespace siding::dispatch
