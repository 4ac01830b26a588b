// post of siding.core/1: the way back from a foreign thread.
#include <memory>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using test::Client;
using test::core;
using test::Op;
using test::Record;
using test::respond;
using test::TestHost;

TEST_SUITE("post") {
  TEST_CASE("from a foreign thread before start returned: done comes after it") {
    for (const Mode mode : {Mode::async, Mode::offload, Mode::sync}) {
      bool returned = false;
      bool after = false;
      siding_request* request = nullptr;
      Op op([&](std::int32_t) {
        after = returned;
        respond(request);
      });
      TestHost host(mode, [&](siding_request* r) {
        request = r;
        std::thread([&] { CHECK(core().post(core().scope(r), &op) == SIDING_OK); }).join();
        returned = true;
      });
      Client client(host);

      CHECK(client.answer().status == 200);

      CHECK(op.result() == SIDING_OK);
      CHECK(after);
    }
  }

  TEST_CASE("wakes a loop that sleeps") {
    siding_request* request = nullptr;
    siding_scope* scope = nullptr;
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      scope = core().scope(r);
    });
    Client client(host);
    host.run([] {});

    core().post(scope, &op);

    CHECK(client.answer().status == 200);
  }

  TEST_CASE("more posts than one turn runs are all done, in their order") {
    constexpr int kPosts = 200;
    Record<int> order;
    siding_request* request = nullptr;
    std::vector<std::unique_ptr<Op>> ops;
    for (int i = 0; i < kPosts; ++i) {
      ops.push_back(std::make_unique<Op>([&, i](std::int32_t) {
        order.add(i);
        if (i == kPosts - 1) respond(request);
      }));
    }
    for (const Mode mode : {Mode::async, Mode::sync}) {
      const std::size_t before = order.items().size();
      TestHost host(mode, [&](siding_request* r) {
        request = r;
        for (const auto& op : ops) core().post(core().scope(r), op.get());
      });
      Client client(host);

      client.answer();

      const auto all = order.items();
      REQUIRE(all.size() == before + kPosts);
      for (int i = 0; i < kPosts; ++i) REQUIRE(all[before + static_cast<std::size_t>(i)] == i);
    }
  }

  TEST_CASE("is not refused on a cancelled scope") {
    siding_request* request = nullptr;
    siding_scope* scope = nullptr;
    Op op([&](std::int32_t) { respond(request); });
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      scope = core().scope(r);
    });
    Client client(host);
    host.cancel_all(SIDING_E_DRAINING);
    REQUIRE(core().cancelled(scope) == SIDING_E_DRAINING);

    CHECK(core().post(scope, &op) == SIDING_OK);

    CHECK(op.result() == SIDING_OK);
  }

  TEST_CASE("an op that ends its own life inside of done is not touched after it") {
    siding_request* request = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      struct Once : siding_op {
        siding_request* answers;
      };
      auto* const once = new Once{};
      once->size = sizeof(siding_op);
      once->answers = r;
      once->done = [](siding_op* op, std::int32_t) {
        siding_request* const answers = static_cast<Once*>(op)->answers;
        delete static_cast<Once*>(op);
        respond(answers);
      };
      core().post(core().scope(r), once);
    });
    Client client(host);

    CHECK(client.answer().status == 200);
  }

  TEST_CASE("flags are 0 again when done is called") {
    siding_request* request = nullptr;
    std::uint32_t flags = 1;
    Op op([](std::int32_t) {});
    op.then = [&](std::int32_t) {
      flags = op.flags;
      respond(request);
    };
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      core().post(core().scope(r), &op);
    });
    Client client(host);

    client.answer();

    CHECK(flags == 0);
  }
}

}  // namespace siding::dispatch
