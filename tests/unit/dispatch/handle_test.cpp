// The siding_request* of a plugin is checked on every use.
#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using test::Client;
using test::core;
using test::respond;
using test::str;
using test::TestHost;

TEST_SUITE("request handle") {
  TEST_CASE("is of no use once the request has its answer") {
    siding_request* request = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) {
      request = r;
      CHECK(core().scope(r) != nullptr);
      CHECK(core().head(r) != nullptr);
      respond(r);
      siding_str value{};
      CHECK(core().scope(r) == nullptr);
      CHECK(core().head(r) == nullptr);
      CHECK(core().header(r, str("Accept"), &value) == SIDING_E_INVALID);
    });
    Client client(host, "/", "GET", {{"Accept", "*/*"}});

    client.answer();

    host.wait_until_recycled();
    CHECK(core().scope(request) == nullptr);
    CHECK(respond(request) == SIDING_E_ANSWERED);
  }

  TEST_CASE("of an earlier request is stale: refused, and the request that follows is not disturbed") {
    siding_request* first = nullptr;
    siding_request* second = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) {
      if (!first) {
        first = r;
        respond(r);
      } else {
        second = r;
      }
    });
    Client one(host);
    one.answer();
    host.wait_until_recycled();
    Client two(host);
    host.run([] {});
    REQUIRE(second != nullptr);

    CHECK(first != second);
    CHECK(respond(first, 200, "wrong") == SIDING_E_INVALID);
    CHECK(core().fail(first, 500, 0, str("wrong")) == SIDING_E_INVALID);
    CHECK(core().scope(first) == nullptr);
    CHECK(core().head(first) == nullptr);
    CHECK(host.log().has("after it was over"));

    CHECK(respond(second, 200, "right") == SIDING_OK);
    CHECK(two.answer().body == "right");
  }

  TEST_CASE("a stale one used while the exchange is given to others races with nothing") {
    constexpr int kRequests = 300;
    siding_request* stale = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) {
      if (!stale) stale = r;
      respond(r, 200, "right");
    });
    {
      Client first(host);
      first.answer();
    }
    host.wait_until_recycled();
    std::atomic<bool> go_on{true};
    std::thread meddler([&] {
      while (go_on) respond(stale, 200, "wrong");
    });

    for (int i = 0; i < kRequests; ++i) {
      Client client(host);
      CHECK(client.answer().body == "right");
    }

    go_on = false;
    meddler.join();
  }

  TEST_CASE("an op or a response that is not made as the header says is refused") {
    test::Op op;
    const auto refused = [&](siding_request* r) {
      CHECK(core().post(core().scope(r), &op) == SIDING_E_INVALID);
      CHECK(core().on_cancel(core().scope(r), &op) == SIDING_E_INVALID);
      CHECK(core().sleep_until(core().scope(r), &op, 1) == SIDING_E_INVALID);
      CHECK(test::streams().write(r, &op, str("x")) == SIDING_E_INVALID);
    };
    TestHost host(Mode::offload, [&](siding_request* r) {
      op.size = 8;
      refused(r);
      op.size = sizeof(siding_op);
      op.flags = 1;
      refused(r);

      siding_response response = test::response_of(200, "x");
      response.size = 8;
      CHECK(core().respond(r, &response) == SIDING_E_INVALID);
      response = test::response_of(200, "x");
      response.reserved = 1;
      CHECK(core().respond(r, &response) == SIDING_E_INVALID);
      response = test::response_of(200, "x");
      response.field_count = 1;
      response.field_stride = 8;
      CHECK(core().respond(r, &response) == SIDING_E_INVALID);
      respond(r, 204);
    });
    Client client(host);
    CHECK(client.answer().status == 204);
  }
}

}  // namespace siding::dispatch
