// The content of a request in pieces: siding.stream/1, read and read_wait.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/foreign_thread.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/stream_client.hpp"

namespace siding::dispatch {

using namespace std::chrono_literals;
using test::core;
using test::Op;
using test::respond;
using test::stream_route;
using test::StreamClient;
using test::streams;
using test::TestHost;
using test::view;

namespace {

// A handler that reads to the end, by ops; it answers with what it has read.
struct Reader {
  void start(siding_request* r) {
    request = r;
    scope = core().scope(r);
    go();
  }
  void go() {
    for (;;) {
      const std::int32_t result = streams().read(request, &op, &piece);
      if (result == SIDING_OK) return;
      took(result);
      if (result != SIDING_RAN) return;
    }
  }
  void took(std::int32_t result) {
    if (result == SIDING_RAN || result == SIDING_OK) {
      text += std::string(view(piece)) + "|";
    } else {
      respond(request, 200, text + (result == SIDING_END ? "end" : "failed " + std::to_string(result)));
    }
  }
  void done(std::int32_t result) {
    took(result);
    if (result == SIDING_OK) go();
  }

  siding_request* request = nullptr;
  siding_scope* scope = nullptr;
  siding_str piece{};
  std::string text;
  Op op{[this](std::int32_t result) { done(result); }};
};

}  // namespace

TEST_SUITE("reading a stream") {
  TEST_CASE("gives piece after piece, and then the end") {
    for (const Mode mode : {Mode::async, Mode::offload, Mode::sync}) {
      CAPTURE(to_string(mode));
      Reader reader;
      TestHost host(stream_route(mode, [&](siding_request* r) { reader.start(r); }));
      StreamClient client(host);
      client.send("one");
      client.wait_for_wish();
      client.send("two");
      client.end();
      CHECK(client.status() == 200);
      CHECK(reader.text.find("one") == 0);
      CHECK(reader.text.find("two") != std::string::npos);
      client.leave();
      host.wait_until_recycled();
    }
  }

  TEST_CASE("gives a request that came whole as one piece") {
    Reader reader;
    TestHost host(Mode::async, [&](siding_request* r) { reader.start(r); });
    test::Client client(host, "/", "POST", {}, "whole");
    CHECK(client.answer().body == "whole|end");
  }

  TEST_CASE("gives the end at once when there is no content") {
    Reader reader;
    TestHost host(Mode::async, [&](siding_request* r) { reader.start(r); });
    test::Client client(host);
    CHECK(client.answer().body == "end");
  }

  TEST_CASE("is one at a time, and lends the bytes until the next") {
    Op op;
    Op second;
    siding_str piece{};
    siding_request* request = nullptr;
    TestHost host(stream_route(Mode::async, [&](siding_request* r) {
      request = r;
      CHECK(streams().read(r, &op, &piece) == SIDING_OK);
      CHECK(streams().read(r, &second, &piece) == SIDING_E_INVALID);
    }));
    StreamClient client(host);
    client.send("first");
    CHECK(op.result() == SIDING_OK);
    client.send("second");
    CHECK(view(piece) == "first");
    siding_str next{};
    CHECK(streams().read(request, &second, &next) == SIDING_RAN);
    CHECK(view(next) == "second");
    respond(request);
    CHECK(streams().read(request, &second, &next) == SIDING_E_INVALID);
    CHECK(client.status() == 200);
  }

  TEST_CASE("holds the client back at 64 KiB, and lets it go on when they are read") {
    Op op;
    siding_str piece{};
    siding_request* request = nullptr;
    TestHost host(stream_route(Mode::async, [&](siding_request* r) { request = r; }));
    StreamClient client(host);
    const std::string half(32 << 10, 'x');
    CHECK(client.send(half));
    CHECK_FALSE(client.send(half));
    host.run([] {});
    const std::size_t wishes = client.wishes();

    CHECK(streams().read(request, &op, &piece) == SIDING_RAN);

    CHECK(piece.size == 2 * half.size());
    client.wait_for_wish(wishes + 1);
    CHECK(client.send(half));
    respond(request);
    client.status();
  }

  TEST_CASE("that is cancelled loses nothing") {
    Op op;
    Op again;
    siding_str piece{};
    siding_request* request = nullptr;
    TestHost host(stream_route(Mode::async, [&](siding_request* r) {
      request = r;
      streams().read(r, &op, &piece);
      core().op_cancel(core().scope(r), &op);
    }));
    StreamClient client(host);
    CHECK(op.result() == SIDING_E_CANCELLED);
    client.send("all of it");
    CHECK(streams().read(request, &again, &piece) == SIDING_RAN);
    CHECK(view(piece) == "all of it");
    respond(request);
    client.status();
  }

  TEST_CASE("ends with the reason when the client leaves, the timeout passes or the content is bad") {
    SUBCASE("the client leaves") {
      Reader reader;
      TestHost host(stream_route(Mode::async, [&](siding_request* r) { reader.start(r); }));
      StreamClient client(host);
      client.send("some");
      client.leave();
      host.wait_until_recycled();
      CHECK(reader.op.finished.items().back() == SIDING_E_GONE);
    }
    SUBCASE("the timeout passes") {
      Reader reader;
      TestHost host(stream_route(
          Mode::async, [&](siding_request* r) { reader.start(r); }, 10ms));
      StreamClient client(host);
      CHECK(client.status() == 504);
      CHECK(reader.op.finished.wait_for(1).back() == SIDING_E_DEADLINE);
    }
    SUBCASE("the content is bad") {
      Reader reader;
      TestHost host(stream_route(Mode::async, [&](siding_request* r) { reader.start(r); }));
      StreamClient client(host);
      client.fail(413);
      CHECK(client.status() == 413);
      CHECK(reader.op.finished.wait_for(1).back() == SIDING_E_CONTENT);
      host.run([] {});
      CHECK(client.heads() == 1);  // what the handler says then is not sent
    }
  }

  TEST_CASE("holds a worker's thread, or one of the plugin, but never a loop's") {
    for (const Mode mode : {Mode::sync, Mode::async}) {
      CAPTURE(to_string(mode));
      std::int32_t first = 1;
      std::int32_t last = 1;
      std::string text;
      test::ForeignThread foreign;
      const auto read = [&](siding_request* r) {
        siding_str piece{};
        first = streams().read_wait(r, &piece);
        text = view(piece);
        last = streams().read_wait(r, &piece);
        respond(r);
      };
      TestHost host(stream_route(mode, [&](siding_request* r) {
        siding_str piece{};
        if (mode == Mode::sync) return read(r);
        CHECK(streams().read_wait(r, &piece) == SIDING_E_MODE);
        foreign.post([&, r] { read(r); });
      }));
      StreamClient client(host);
      client.wait_for_wish();
      client.send("awaited");
      client.end();
      CHECK(client.status() == 200);
      host.run([] {});
      CHECK(first == SIDING_OK);
      CHECK(text == "awaited");
      CHECK(last == SIDING_END);
    }
  }

  TEST_CASE("lets a thread go that waits when the client leaves") {
    std::int32_t result = 1;
    TestHost host(stream_route(Mode::sync, [&](siding_request* r) {
      siding_str piece{};
      result = streams().read_wait(r, &piece);
      respond(r);
    }));
    StreamClient client(host);
    client.wait_for_wish();
    client.leave();
    host.wait_until_recycled();
    CHECK(result == SIDING_E_GONE);
  }
}

}  // namespace siding::dispatch
