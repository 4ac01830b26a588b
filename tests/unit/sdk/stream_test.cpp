// Content in pieces, as handlers read and write it.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::testing::get;
using siding::testing::post;

namespace {

siding::response plain() {
  return siding::status(200).header("Content-Type", "text/plain");
}

struct Streams {
  siding::task<siding::response> joined(const siding::request& request) {
    std::string text;
    siding::body_reader body{request};
    while (const auto piece = co_await body.read()) text.append(*piece).append("|");
    co_return siding::text(text);
  }
  siding::response joined_sync(const siding::request& request) {
    std::string text;
    siding::body_reader body{request};
    while (const auto piece = body.read_wait()) text.append(*piece).append("|");
    return siding::text(text);
  }
  siding::task<siding::response> patient(const siding::request& request) {
    siding::body_reader body{request};
    try {
      while (co_await siding::with_timeout(1s, body.read())) {
      }
    } catch (const siding::timed_out&) {
      co_return siding::text("the client is silent");
    }
    co_return siding::text("all is there");
  }
  siding::task<siding::response> copies(const siding::request& request) {
    siding::body_reader body{request};
    siding::response_stream out{request, plain()};
    while (const auto piece = co_await body.read()) co_await out.write(*piece);
    co_await out.write(std::string(20'000, 'x'));  // lives as long as it has to
    co_return out.done();
  }
  siding::response copies_sync(const siding::request& request) {
    siding::body_reader body{request};
    siding::response_stream out{request, plain()};
    while (const auto piece = body.read_wait()) out.write_wait(*piece);
    return out.done();
  }
  siding::task<siding::response> breaks(const siding::request& request) {
    siding::response_stream out{request, plain()};
    co_await out.write("half");
    throw siding::http_error{404, "no more"};
  }
  siding::task<siding::response> forgets(const siding::request& request) {
    siding::response_stream out{request, plain()};
    co_await out.write("half");
    co_return siding::text("and something else");
  }
  siding::response unbegun(const siding::request&) { return siding::response{siding::detail::streamed{}}; }
  siding::task<siding::response> declares(const siding::request& request) {
    siding::response_stream out{request, plain(), 5};
    co_await out.write(request.query());
    co_return out.done();
  }
  siding::response with_body(const siding::request& request) {
    const siding::response_stream out{request, siding::text("a body")};
    return out.done();
  }
  siding::task<siding::response> events(const siding::request& request) {
    siding::event_stream events{request};
    co_await events.send({"hello", "Ada", "1"});
    co_await events.send("two\nlines");
    co_await events.keep_alive();
    for (int i = 0; co_await events.pause(1h); ++i) co_await events.send("tick");
    co_return events.done();
  }
};

}  // namespace

TEST_SUITE("body_reader") {
  TEST_CASE("gives the pieces in which the content comes") {
    siding::testing::host host;
    Streams streams;
    const auto pieces = post("/", "").piece("one").piece("two");
    CHECK(host.call<&Streams::joined>(streams, pieces).body == "one|two|");
    auto sync = pieces;
    CHECK(host.call<&Streams::joined_sync>(streams, std::move(sync).mode(siding::mode::sync)).body == "one|two|");
  }

  TEST_CASE("gives content that came whole as one piece, and none as none") {
    siding::testing::host host;
    Streams streams;
    CHECK(host.call<&Streams::joined>(streams, post("/", "whole")).body == "whole|");
    CHECK(host.call<&Streams::joined>(streams, get("/")).body == "");
  }

  TEST_CASE("can be waited for only so long") {
    siding::testing::host host;
    Streams streams;
    CHECK(host.call<&Streams::patient>(streams, post("/", "").piece("some").endless()).body == "the client is silent");
  }

  TEST_CASE("throws cancelled when the client leaves") {
    siding::testing::host host;
    Streams streams;
    const auto pending = host.start<&Streams::joined>(streams, post("/", "").piece("some").endless());
    host.settle();
    pending.cancel();
    const auto answer = pending.wait();
    CHECK(answer.status == 503);
    CHECK(answer.failure == "the client has left");
  }

  TEST_CASE("says so when a loop would have to wait for it") {
    siding::testing::host host;
    Streams streams;
    const auto answer = host.call<&Streams::joined_sync>(streams, post("/", "x").mode(siding::mode::async));
    CHECK(answer.status == 500);
    CHECK(answer.failure.find("mode: sync") != std::string::npos);
  }
}

TEST_SUITE("response_stream") {
  TEST_CASE("sends what is written, also to a client that is slow") {
    siding::testing::host host;
    Streams streams;
    for (const bool slow : {false, true}) {
      auto request = post("/", "").piece("one ").piece("two ");
      if (slow) request = std::move(request).slow_client();
      const auto answer = host.call<&Streams::copies>(streams, request);
      CHECK(answer.status == 200);
      CHECK(answer.streamed);
      CHECK_FALSE(answer.aborted);
      CHECK(answer.header("Content-Type") == "text/plain");
      CHECK(answer.body == "one two " + std::string(20'000, 'x'));
    }
    const auto sync = post("/", "12").mode(siding::mode::sync);
    CHECK(host.call<&Streams::copies_sync>(streams, sync).body == "12");
  }

  TEST_CASE("is aborted when the handler throws, or returns something else") {
    siding::testing::host host;
    Streams streams;
    const auto broken = host.call<&Streams::breaks>(streams, get("/"));
    CHECK(broken.aborted);
    CHECK(broken.status == 200);
    CHECK(broken.body == "half");
    CHECK(broken.failure == "no more");

    CHECK(host.call<&Streams::forgets>(streams, get("/")).aborted);
    CHECK(host.call<&Streams::unbegun>(streams, get("/")).status == 500);
  }

  TEST_CASE("keeps to its length") {
    siding::testing::host host;
    Streams streams;
    CHECK(host.call<&Streams::declares>(streams, get("/?12345")).body == "12345");
    CHECK(host.call<&Streams::declares>(streams, get("/?1234")).aborted);
    const auto more = host.call<&Streams::declares>(streams, get("/?123456"));
    CHECK(more.aborted);
    CHECK(more.body == "");
  }

  TEST_CASE("takes a head without a body") {
    siding::testing::host host;
    Streams streams;
    const auto answer = host.call<&Streams::with_body>(streams, get("/"));
    CHECK(answer.status == 500);
    CHECK(answer.failure.find("write() it") != std::string::npos);
  }
}

TEST_SUITE("event_stream") {
  TEST_CASE("writes events as the standard wants them, and ends when the host stops") {
    siding::testing::host host{{.real_time = true}};
    Streams streams;
    const auto pending = host.start<&Streams::events>(streams, get("/"));
    host.settle();
    CHECK(pending.written() == "event: hello\nid: 1\ndata: Ada\n\ndata: two\ndata: lines\n\n:\n\n");
    pending.cancel(siding::stop_reason::draining);
    const auto answer = pending.wait();
    CHECK(answer.header("Content-Type") == "text/event-stream");
    CHECK_FALSE(answer.aborted);
  }

  TEST_CASE("ends as aborted when the client leaves") {
    siding::testing::host host{{.real_time = true}};
    Streams streams;
    const auto pending = host.start<&Streams::events>(streams, get("/"));
    host.settle();
    pending.cancel();
    CHECK(pending.wait().aborted);
  }

  TEST_CASE("splits lines however they end, and refuses them in names and ids") {
    CHECK(siding::event_text{"a\r\nb\rc\n"}.to_string() == "data: a\ndata: b\ndata: c\ndata: \n\n");
    CHECK(siding::event_text{""}.to_string() == "data: \n\n");
    CHECK_THROWS_AS((siding::event_text{"a\nb", "x"}.to_string()), siding::error);
    CHECK_THROWS_AS((siding::event_text{"a", "x", "1\r2"}.to_string()), siding::error);
    CHECK_THROWS_AS((siding::event_text{"a", "x", std::string("1\0", 2)}.to_string()), siding::error);
  }
}
