// A response in pieces: siding.stream/1, begin, write, write_wait and finish.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "unit/dispatch/foreign_thread.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/stream_client.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::begin;
using test::core;
using test::Op;
using test::respond;
using test::str;
using test::stream_route;
using test::StreamClient;
using test::streams;
using test::TestHost;

namespace {

const std::string kLarge(100 << 10, 'x');

std::int32_t write(siding_request* request, Op& op, std::string_view bytes) {
  return streams().write(request, &op, str(bytes));
}

// A request that has begun its response; the test writes.
struct Begun {
  explicit Begun(std::uint64_t length = SIDING_LENGTH_UNKNOWN, std::string_view method = "POST")
      : host(stream_route(Mode::async,
                          [this, length](siding_request* r) {
                            request = r;
                            CHECK(begin(r, length) == SIDING_OK);
                          })),
        client(host, method) {
    CHECK(client.status() == 200);
  }

  siding_request* request = nullptr;
  Op op;
  Op other;
  TestHost host;
  StreamClient client;
};

}  // namespace

TEST_SUITE("writing a stream") {
  TEST_CASE("takes small writes at once and sends them together") {
    Begun begun;
    CHECK(write(begun.request, begun.op, "one ") == SIDING_RAN);
    CHECK(begun.client.take() == "one ");
    CHECK(write(begun.request, begun.op, "") == SIDING_RAN);
    CHECK(write(begun.request, begun.op, "two") == SIDING_RAN);
    CHECK(streams().finish(begun.request) == SIDING_OK);
    std::string rest = begun.client.take();
    if (rest == "two") rest += begun.client.take();
    CHECK(rest == "two(end)");
    begun.host.wait_until_recycled();
    CHECK(begun.op.times_done() == 0);
  }

  TEST_CASE("lends a large write to the transport, and says when it is with the client") {
    Begun begun;
    CHECK(write(begun.request, begun.op, kLarge) == SIDING_OK);
    CHECK(write(begun.request, begun.other, "x") == SIDING_E_INVALID);
    CHECK(streams().finish(begun.request) == SIDING_E_INVALID);
    CHECK(begun.op.times_done() == 0);
    CHECK(begun.client.take() == kLarge);
    CHECK(begun.op.result() == SIDING_OK);
    CHECK(streams().finish(begun.request) == SIDING_OK);
    CHECK(begun.client.take() == "(end)");
  }

  TEST_CASE("makes small writes wait too when 64 KiB wait already") {
    Begun begun;
    const std::string some(8 << 10, 'x');
    int taken = 0;
    while (write(begun.request, begun.op, some) == SIDING_RAN) ++taken;
    CHECK(taken >= 8);
    CHECK(taken <= 16);  // as much is with the transport
    const std::size_t all = static_cast<std::size_t>(taken + 1) * some.size();
    for (std::size_t bytes = 0; bytes < all && begun.op.times_done() == 0;) bytes += begun.client.take().size();
    CHECK(begun.op.result() == SIDING_OK);
    CHECK(write(begun.request, begun.other, "x") == SIDING_RAN);
    CHECK(streams().finish(begun.request) == SIDING_OK);
  }

  TEST_CASE("needs a begin, and only finish or fail may follow it") {
    siding_request* request = nullptr;
    Op op;
    TestHost host(stream_route(Mode::async, [&](siding_request* r) {
      request = r;
      CHECK(write(r, op, "x") == SIDING_E_INVALID);
      CHECK(streams().finish(r) == SIDING_E_INVALID);
      siding_response head = test::response_of(200, "a body");
      CHECK(streams().begin(r, &head, SIDING_LENGTH_UNKNOWN) == SIDING_E_INVALID);
      head = test::response_of(99, "");
      CHECK(streams().begin(r, &head, SIDING_LENGTH_UNKNOWN) == SIDING_E_INVALID);
      CHECK(begin(r) == SIDING_OK);
      CHECK(begin(r) == SIDING_E_INVALID);
      CHECK(respond(r) == SIDING_E_INVALID);
      CHECK(core().head(r) != nullptr);
      CHECK(streams().finish(r) == SIDING_OK);
      CHECK(core().head(r) == nullptr);
      CHECK(streams().finish(r) == SIDING_E_INVALID);
      CHECK(write(r, op, "x") == SIDING_E_INVALID);
    }));
    StreamClient client(host);
    CHECK(client.take() == "(end)");
  }

  TEST_CASE("keeps to a declared length") {
    SUBCASE("more is refused, and nothing of it sent") {
      Begun begun(5);
      CHECK(write(begun.request, begun.op, "123456") == SIDING_E_INVALID);
      CHECK(write(begun.request, begun.op, "12345") == SIDING_RAN);
      CHECK(write(begun.request, begun.op, "6") == SIDING_E_INVALID);
      CHECK(streams().finish(begun.request) == SIDING_OK);
      CHECK(begun.client.take().starts_with("12345"));
    }
    SUBCASE("fewer break the response") {
      Begun begun(5);
      CHECK(write(begun.request, begun.op, "1234") == SIDING_RAN);
      CHECK(begun.client.take() == "1234");
      CHECK(streams().finish(begun.request) == SIDING_E_CONTENT);
      CHECK(begun.client.take() == "(broken)");
      CHECK(begun.host.log().has("before the length"));
      begun.client.leave();
      begun.host.wait_until_recycled();
    }
  }

  TEST_CASE("is given up by fail, so that the client can tell") {
    Begun begun;
    write(begun.request, begun.op, "half");
    CHECK(begun.client.take() == "half");
    CHECK(core().fail(begun.request, 500, 0, str("out of paper")) == SIDING_OK);
    CHECK(begun.client.take() == "(broken)");
    CHECK(begun.host.log().has("out of paper"));
    begun.client.leave();
    begun.host.wait_until_recycled();
  }

  TEST_CASE("that fails before its head has left is answered 500") {
    TestHost host(stream_route(Mode::async, [&](siding_request* r) {
      begin(r);
      core().fail(r, 418, 0, str("too early"));
    }));
    StreamClient client(host);
    CHECK(client.status() == 500);
  }

  TEST_CASE("ends when the client leaves: what waits and what comes later is told so") {
    Begun begun;
    siding_scope* const scope = core().scope(begun.request);
    CHECK(write(begun.request, begun.op, kLarge) == SIDING_OK);
    begun.client.leave();
    CHECK(begun.op.result() == SIDING_E_GONE);
    CHECK(core().cancelled(scope) == SIDING_E_GONE);
    CHECK(write(begun.request, begun.other, "x") == SIDING_E_GONE);
    CHECK_FALSE(begun.host.recycled());
    CHECK(streams().finish(begun.request) == SIDING_OK);
    begun.host.wait_until_recycled();
  }

  TEST_CASE("is given up by op_cancel of a write, since half of it may be sent") {
    Begun begun;
    CHECK(write(begun.request, begun.op, kLarge) == SIDING_OK);
    Op canceller([&](std::int32_t) { core().op_cancel(core().scope(begun.request), &begun.op); });
    core().post(core().scope(begun.request), &canceller);
    CHECK(begun.op.result() == SIDING_E_CANCELLED);
    CHECK(begun.client.take() == "(broken)");
    CHECK(write(begun.request, begun.other, "x") == SIDING_E_CANCELLED);
    CHECK(streams().finish(begun.request) == SIDING_E_CONTENT);
    begun.client.leave();
  }

  TEST_CASE("is over with its head where there is no content") {
    Begun begun(5, "HEAD");
    CHECK(core().cancelled(core().scope(begun.request)) == SIDING_E_GONE);
    CHECK(write(begun.request, begun.op, "12345") == SIDING_E_GONE);
    begun.client.close();
    CHECK(streams().finish(begun.request) == SIDING_OK);
    begun.host.wait_until_recycled();
  }

  TEST_CASE("goes on while the host drains, and its scope is told") {
    Begun begun;
    Op told;
    core().on_cancel(core().scope(begun.request), &told);
    begun.host.run([&] { begun.host.dispatcher().drain(); });
    CHECK(told.result() == SIDING_E_DRAINING);
    CHECK(write(begun.request, begun.op, "bye") == SIDING_RAN);
    CHECK(begun.client.take() == "bye");
    CHECK(streams().finish(begun.request) == SIDING_OK);
    CHECK(begun.client.take() == "(end)");
  }

  TEST_CASE("after the timeout has answered is swallowed") {
    siding_request* request = nullptr;
    Op op;
    TestHost host(stream_route(
        Mode::async, [&](siding_request* r) { request = r; }, 5ms));
    StreamClient client(host);
    CHECK(client.status() == 504);
    CHECK(begin(request) == SIDING_OK);
    CHECK(write(request, op, "late") == SIDING_E_DEADLINE);
    CHECK(streams().finish(request) == SIDING_OK);
    client.leave();
    host.wait_until_recycled();
    CHECK(client.heads() == 1);
  }

  TEST_CASE("holds a worker's thread, or one of the plugin, but never a loop's") {
    for (const Mode mode : {Mode::sync, Mode::async}) {
      CAPTURE(to_string(mode));
      std::int32_t small = 1;
      std::int32_t large = 1;
      test::ForeignThread foreign;
      const auto write_all = [&](siding_request* r) {
        small = streams().write_wait(r, str("small"));
        large = streams().write_wait(r, str(kLarge));
        streams().finish(r);
      };
      TestHost host(stream_route(mode, [&](siding_request* r) {
        begin(r);
        if (mode == Mode::sync) return write_all(r);
        CHECK(streams().write_wait(r, str("x")) == SIDING_E_MODE);
        foreign.post([&, r] { write_all(r); });
      }));
      StreamClient client(host);
      std::string got;
      while (!got.ends_with("(end)")) got += client.take();
      CHECK(got == "small" + kLarge + "(end)");
      CHECK(small == SIDING_OK);
      CHECK(large == SIDING_OK);
    }
  }
}

}  // namespace siding::dispatch
