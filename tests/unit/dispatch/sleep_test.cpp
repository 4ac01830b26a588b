// sleep_until of siding.core/1.
#include <chrono>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::Client;
using test::core;
using test::deadline_in;
using test::Op;
using test::Record;
using test::respond;
using test::TestHost;

TEST_SUITE("sleep_until") {
  TEST_CASE("sleeps are done in the order of their deadlines, whatever order they began in") {
    Record<int> order;
    const std::vector<int> ms{6, 2, 8, 4, 2};
    siding_request* request = nullptr;
    std::vector<std::unique_ptr<Op>> ops;
    for (std::size_t i = 0; i < ms.size(); ++i) {
      ops.push_back(std::make_unique<Op>([&, i](std::int32_t) {
        order.add(ms[i]);
        if (order.items().size() == ms.size()) respond(request);
      }));
    }
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      const auto base = deadline_in(0ms);
      for (std::size_t i = 0; i < ms.size(); ++i) {
        CHECK(core().sleep_until(core().scope(r), ops[i].get(), base + std::uint64_t(ms[i]) * 1'000'000u) == SIDING_OK);
      }
    });
    Client client(host);

    CHECK(client.answer().status == 200);

    CHECK(order.items() == std::vector<int>{2, 2, 4, 6, 8});
    for (const auto& op : ops) CHECK(op->result() == SIDING_OK);
  }

  TEST_CASE("is not done before its deadline") {
    std::uint64_t deadline = 0;
    std::uint64_t woke = 0;
    siding_request* request = nullptr;
    Op op([&](std::int32_t) {
      woke = deadline_in(0ms);
      respond(request);
    });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      deadline = deadline_in(3ms);
      core().sleep_until(core().scope(r), &op, deadline);
    });
    Client client(host);

    client.answer();

    CHECK(woke >= deadline);
  }

  TEST_CASE("a deadline in the past is done soon, but never inside of the call that began it") {
    bool inside = true;
    bool done_inside = false;
    siding_request* request = nullptr;
    Op op([&](std::int32_t) {
      done_inside = inside;
      respond(request);
    });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      core().sleep_until(core().scope(r), &op, 1);
      inside = false;
    });
    Client client(host);

    client.answer();

    CHECK_FALSE(done_inside);
  }

  TEST_CASE("the end of time is never reached, but cancelling ends it") {
    siding_request* request = nullptr;
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      core().sleep_until(core().scope(r), &op, UINT64_MAX);
    });
    Client client(host);
    host.run([] {});
    REQUIRE(op.times_done() == 0);

    host.cancel_all(SIDING_E_DRAINING);

    CHECK(op.result() == SIDING_E_DRAINING);
  }

  TEST_CASE("a shorter sleep begun from another thread is not kept by a longer one") {
    siding_request* request = nullptr;
    siding_scope* scope = nullptr;
    Op longer;
    Op shorter([&](std::int32_t) {
      core().op_cancel(scope, &longer);
      respond(request);
    });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      scope = core().scope(r);
      core().sleep_until(scope, &longer, deadline_in(1h));
    });
    Client client(host);
    host.run([] {});

    CHECK(core().sleep_until(scope, &shorter, deadline_in(2ms)) == SIDING_OK);

    CHECK(client.answer().status == 200);
    CHECK(longer.result() == SIDING_E_CANCELLED);
  }

  TEST_CASE("an op may begin the next sleep from inside of its done") {
    siding_request* request = nullptr;
    int naps = 0;
    Op op([](std::int32_t) {});
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      core().sleep_until(core().scope(r), &op, deadline_in(0ms));
    });
    op.then = [&](std::int32_t) {
      if (++naps == 5) {
        respond(request);
      } else {
        core().sleep_until(core().scope(request), &op, deadline_in(0ms));
      }
    };
    Client client(host);

    CHECK(client.answer().status == 200);
    CHECK(naps == 5);
  }

  TEST_CASE("works in a sync route, whose callbacks run on workers") {
    bool on_worker = false;
    siding_request* request = nullptr;
    Op op([&](std::int32_t) {
      on_worker = scheduler::WorkerPool::on_worker();
      respond(request);
    });
    TestHost host(Mode::sync, [&](siding_request* r) {
      request = r;
      core().sleep_until(core().scope(r), &op, deadline_in(1ms));
    });
    Client client(host);

    CHECK(client.answer().status == 200);
    CHECK(on_worker);
  }
}

}  // namespace siding::dispatch
