// What the requests of a loop came to.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "dispatch/loop_figures.hpp"
#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"
#include "unit/dispatch/work.hpp"
#include "unit/scheduler/gate.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::Client;
using test::core;
using test::respond;
using test::TestHost;

namespace {

constexpr auto kNone = LoopFigures::kNoRoute;

// They are written down when the cycle of the last byte has ended.
RouteCounts counts_of(TestHost& host, std::size_t route, std::uint64_t requests) {
  for (;;) {
    const RouteCounts counts = host.dispatcher().figures().read(route);
    if (counts.requests() >= requests) return counts;
    host.run([] {});
  }
}

}  // namespace

TEST_SUITE("figures") {
  TEST_CASE("count requests by method and status") {
    TestHost host(Mode::async, [](siding_request* request) { respond(request); });
    CHECK(Client(host).answer().status == 200);
    CHECK(Client(host).answer().status == 200);
    CHECK(Client(host, "/", "HEAD").answer().status == 200);

    const RouteCounts counts = counts_of(host, 0, 3);

    REQUIRE(counts.answers.size() == 2);
    CHECK(counts.answers[0].method == "GET");
    CHECK(counts.answers[0].status == 200);
    CHECK(counts.answers[0].lasted.count() == 2);
    CHECK(counts.answers[1].method == "HEAD");
    CHECK(counts.answers[1].lasted.count() == 1);
    host.wait_until_recycled();
    CHECK(host.dispatcher().figures().read(0).in_flight() == 0);
  }

  TEST_CASE("what no route answers is counted beside the routes") {
    TestHost host(Mode::async, [](siding_request* request) { respond(request); });
    CHECK(Client(host, "/nowhere").answer().status == 404);
    CHECK(Client(host, "/", "DELETE").answer().status == 405);

    const RouteCounts counts = counts_of(host, kNone, 2);

    REQUIRE(counts.answers.size() == 2);
    CHECK(counts.answers[0].status == 404);
    CHECK(counts.answers[1].status == 405);
    CHECK(counts.answers[1].method == "DELETE");
    CHECK(host.dispatcher().figures().read(0).requests() == 0);
  }

  TEST_CASE("every request on a worker has exact phases, and waiting for the worker is its queue") {
    test::Gate handler;
    TestHost host(test::one_route(Mode::sync,
                                  [&](siding_request* request) {
                                    handler.arrive_and_wait();
                                    respond(request);
                                  }),
                  test::pool_of(1, 1));
    const test::Opener opener(handler);
    Client first(host);
    handler.wait_for_arrival();
    Client second(host);
    handler.open();
    first.answer();
    second.answer();

    const RouteCounts counts = counts_of(host, 0, 2);

    for (const DurationCounts& phase : counts.phases) CHECK(phase.count() == 2);
    CHECK(counts.phases[0].sum > 0ns);
    CHECK(counts.phases[1].sum > 0ns);
    CHECK(counts.samples.requests >= 1);
  }

  TEST_CASE("of the requests on a loop one in 10 ms is a sample, the first at once") {
    TestHost host(Mode::async, [](siding_request* request) { respond(request); });
    for (int i = 0; i < 50; ++i) Client(host).answer();

    const RouteCounts counts = counts_of(host, 0, 50);

    CHECK(counts.samples.requests >= 1);
    CHECK(counts.phases[1].count() == counts.samples.requests);
    CHECK(counts.requests() == 50);
  }

  TEST_CASE("a sample shows what waits in the kernel: time without processor, and switches") {
    TestHost host(Mode::async, [](siding_request* request) {
      std::this_thread::sleep_for(15ms);  // the sin itself
      respond(request);
    });
    Client(host).answer();

    const SampleCounts samples = counts_of(host, 0, 1).samples;

    CHECK(samples.requests == 1);
    CHECK(samples.run >= 15ms);
    CHECK(samples.cpu < samples.run);
    CHECK(samples.switches >= 1);
  }

  TEST_CASE("a client that leaves before its answer is counted as such") {
    siding_request* held = nullptr;
    TestHost host(Mode::async, [&](siding_request* request) { held = request; });
    Client client(host);
    host.run([] {});
    CHECK(host.dispatcher().figures().read(0).in_flight() == 1);
    client.leave();
    respond(held);

    const RouteCounts counts = counts_of(host, 0, 1);

    REQUIRE(counts.answers.size() == 1);
    CHECK(counts.answers[0].status == 0);
  }

  TEST_CASE("of too many pairs of method and status the rest is counted together") {
    RouteFigures figures;
    for (unsigned status = 200; status < 300; ++status) figures.answers("GET", status).record(1ms);

    const RouteCounts counts = figures.read();

    CHECK(counts.requests() == 100);
    CHECK(counts.answers.size() == 32);
    CHECK(counts.answers.back().method == "_OTHER");
    CHECK(counts.answers.back().lasted.count() == 69);
  }

  TEST_CASE("requests of one cycle are written down with its end, each with the time since its own head") {
    LoopFigures figures(1);
    const scheduler::Clock::time_point start{1s};
    for (int i = 0; i < 3; ++i) figures.finished(figures.of(0), "GET", 200, start, nullptr);
    figures.finished(figures.of(0), "GET", 404, start, nullptr);
    figures.finished(figures.of(0), "GET", 404, start + 1ms, nullptr);
    CHECK(figures.read(0).requests() == 0);

    figures.cycle_ended(start + 2ms);

    const RouteCounts counts = figures.read(0);
    REQUIRE(counts.answers.size() == 2);
    CHECK(counts.answers[0].lasted.count() == 3);
    CHECK(counts.answers[0].lasted.sum == 6ms);
    CHECK(counts.answers[1].lasted.count() == 2);
    CHECK(counts.answers[1].lasted.sum == 3ms);
  }

  TEST_CASE("a cycle that ends more requests than there is room for loses none") {
    LoopFigures figures(1);
    const auto start = scheduler::Clock::now();
    for (int i = 0; i < 1000; ++i) figures.finished(figures.of(0), "GET", 200, start + i * 1ns, nullptr);

    figures.cycle_ended(start + 1ms);

    CHECK(figures.read(0).requests() == 1000);
  }

  TEST_CASE("a method that nobody registered is no name of a figure") {
    RouteFigures figures;
    figures.answers("BREW", 501).record(1ms);
    figures.answers("", 400).record(1ms);

    const RouteCounts counts = figures.read();

    CHECK(counts.answers[0].method == "_OTHER");
    CHECK(counts.answers[1].method == "_OTHER");
  }
}

}  // namespace siding::dispatch
