#include "http/framing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/result.hpp"

using namespace siding;
using namespace siding::http;

namespace {

struct Case {
  std::vector<Field> fields;  // beside Host
  Framing framing = Framing::none;
  std::uint64_t length = 0;
};

Result<Head, Refusal> judge(Request& request, std::vector<Field> fields, bool host = true) {
  if (request.method.empty()) request.method = "POST";
  if (request.target.empty()) request.target = "/";
  if (host) fields.insert(fields.begin(), {"Host", "example.org"});
  request.fields = std::move(fields);
  Head head;
  if (const auto refusal = judge_head(request, head)) return *refusal;
  return head;
}

Result<Head, Refusal> judge(std::vector<Field> fields, unsigned version = 11) {
  Request request;
  request.version = version;
  return judge(request, std::move(fields));
}

// 0 when the head passes.
unsigned status_of(std::vector<Field> fields, unsigned version = 11) {
  const auto head = judge(std::move(fields), version);
  return head ? 0 : head.error().status;
}

unsigned status_of_hosts(std::vector<Field> fields, unsigned version) {
  Request request;
  request.version = version;
  const auto head = judge(request, std::move(fields), false);
  return head ? 0 : head.error().status;
}

}  // namespace

TEST_SUITE("framing") {
  TEST_CASE("content is framed by one Content-Length or by chunked, else there is none") {
    const Case cases[] = {
        {{}, Framing::none},
        {{{"Content-Length", "0"}}, Framing::length, 0},
        {{{"content-length", "5"}}, Framing::length, 5},
        {{{"Content-Length", "0005"}}, Framing::length, 5},
        {{{"Content-Length", "9223372036854775807"}}, Framing::length, 9223372036854775807U},
        {{{"Transfer-Encoding", "chunked"}}, Framing::chunked},
        {{{"TRANSFER-ENCODING", "Chunked"}}, Framing::chunked},
        {{{"Content_Length", "5"}}, Framing::none},
        {{{"Upgrade", "h2c"}, {"Connection", "Upgrade"}}, Framing::none},
    };
    for (const auto& [fields, framing, length] : cases) {
      const auto head = judge(fields);
      REQUIRE(head.has_value());
      CHECK(head->framing == framing);
      CHECK(head->content_length == length);
    }
  }

  TEST_CASE("a Content-Length that two readers could read differently is refused") {
    for (const auto* value : {"", "+5", "-1", "5,5", "5, 6", "0x5", "5 5", "5.0", "5;", "a", "\x35\xC2\xA0", "1_0",
                              "1e3", "9223372036854775808", "18446744073709551616", "99999999999999999999999"}) {
      CAPTURE(value);
      CHECK(status_of({{"Content-Length", value}}) == 400);
    }
    CHECK(status_of({{"Content-Length", "5"}, {"Content-Length", "5"}}) == 400);
    CHECK(status_of({{"Content-Length", "5"}, {"content-length", "6"}}) == 400);
  }

  TEST_CASE("any Transfer-Encoding but one that is chunked is refused") {
    for (const auto* value : {"", "gzip", "identity", "xchunked", "chunkedx", "chunked, gzip", "chunked, chunked",
                              "chunked,", "chunked;", "chunked foo", "chunked;a=b", "chunked\xFF", "\"chunked\"",
                              "identity,", ",chunked", "\vchunked", "chunked\v", "ch unked, chunked"}) {
      CAPTURE(value);
      CHECK(status_of({{"Transfer-Encoding", value}}) == 400);
    }
    CHECK(status_of({{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}) == 400);
    CHECK(status_of({{"Transfer-Encoding", "gzip"}, {"Transfer-Encoding", "chunked"}}) == 400);
  }

  TEST_CASE("codings that end in chunked but are not undone here are not implemented") {
    CHECK(status_of({{"Transfer-Encoding", "gzip, chunked"}}) == 501);
    CHECK(status_of({{"Transfer-Encoding", "gzip, deflate , Chunked"}}) == 501);
  }

  TEST_CASE("Content-Length beside Transfer-Encoding is refused") {
    CHECK(status_of({{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}) == 400);
    CHECK(status_of({{"Transfer-Encoding", "chunked"}, {"Content-Length", "0"}}) == 400);
  }

  TEST_CASE("HTTP/1.0 has no Transfer-Encoding") {
    CHECK(status_of({{"Transfer-Encoding", "chunked"}}, 10) == 400);
  }

  TEST_CASE("a refusal about framing closes the connection") {
    for (const Field& field : {Field{"Content-Length", "x"}, Field{"Transfer-Encoding", "gzip, chunked"}}) {
      const auto head = judge({field});
      REQUIRE_FALSE(head.has_value());
      CHECK(head.error().close);
      CHECK_FALSE(head.error().reason.empty());
    }
  }

  TEST_CASE("HTTP/1.1 has exactly one Host, HTTP/1.0 at most one, and it is valid") {
    CHECK(status_of_hosts({}, 11) == 400);
    CHECK(status_of_hosts({}, 10) == 0);
    for (const unsigned version : {10U, 11U}) {
      CAPTURE(version);
      CHECK(status_of_hosts({{"host", "a:80"}}, version) == 0);
      CHECK(status_of_hosts({{"Host", "a"}, {"HOST", "a"}}, version) == 400);
      CHECK(status_of_hosts({{"Host", ""}}, version) == 400);
      CHECK(status_of_hosts({{"Host", "a, b"}}, version) == 400);
      CHECK(status_of_hosts({{"Host", "u@a"}}, version) == 400);
    }
  }

  TEST_CASE("Host is needed beside an absolute target, which may differ") {
    Request request;
    request.target = "http://other.example/a?b";
    CHECK(judge(request, {}).has_value());
    CHECK(request.path == "/a");
    CHECK(request.query == "b");
    CHECK_FALSE(judge(request, {}, false).has_value());
  }

  TEST_CASE("keep-alive follows version and Connection") {
    struct Row {
      unsigned version;
      std::vector<Field> fields;
      bool keep_alive;
    };
    const Row rows[] = {
        {11, {}, true},
        {11, {{"Connection", "keep-alive"}}, true},
        {11, {{"Connection", "close"}}, false},
        {11, {{"connection", "Upgrade, CLOSE"}}, false},
        {11, {{"Connection", "a"}, {"Connection", "close"}}, false},
        {11, {{"Connection", "closed"}}, true},
        {11, {{"Connection", ""}}, true},
        {11, {{"Connection", "keep-alive, close"}}, false},
        {11, {{"Upgrade", "websocket"}, {"Connection", "upgrade"}}, true},
        {12, {}, true},
        {10, {}, false},
        {10, {{"Connection", "Keep-Alive"}}, true},
        {10, {{"Connection", "keep-alive, close"}}, false},
        {10, {{"Connection", "close"}}, false},
    };
    for (const auto& row : rows) {
      const auto head = judge(row.fields, row.version);
      REQUIRE(head.has_value());
      CHECK(head->keep_alive == row.keep_alive);
    }
  }

  TEST_CASE("100-continue is expected only in HTTP/1.1 and with content") {
    const Field content{"Content-Length", "5"};
    const Field chunked{"Transfer-Encoding", "chunked"};
    const Field expect{"Expect", "100-Continue"};
    CHECK(judge({expect, content})->expect_continue);
    CHECK(judge({expect, chunked})->expect_continue);
    CHECK_FALSE(judge({content})->expect_continue);
    CHECK_FALSE(judge({expect})->expect_continue);
    CHECK_FALSE(judge({expect, {"Content-Length", "0"}})->expect_continue);
    CHECK_FALSE(judge({expect, content}, 10)->expect_continue);
    CHECK_FALSE(judge({{"Expect", ""}, content})->expect_continue);
  }

  TEST_CASE("another expectation fails, and closes only where content may follow") {
    const auto bare = judge({{"Expect", "200-ok"}});
    REQUIRE_FALSE(bare.has_value());
    CHECK(bare.error().status == 417);
    CHECK_FALSE(bare.error().close);

    const auto with_content = judge({{"Expect", "100-continue, foo"}, {"Content-Length", "5"}});
    REQUIRE_FALSE(with_content.has_value());
    CHECK(with_content.error().status == 417);
    CHECK(with_content.error().close);

    CHECK(judge({{"Expect", "200-ok"}}, 10).has_value());
  }

  TEST_CASE("an unknown method is not implemented, and closes only where it must") {
    Request request;
    request.method = "FOO";
    auto head = judge(request, {});
    REQUIRE_FALSE(head.has_value());
    CHECK(head.error().status == 501);
    CHECK_FALSE(head.error().close);

    CHECK(judge(request, {{"Content-Length", "5"}}).error().close);
    CHECK(judge(request, {{"Connection", "close"}}).error().close);
    CHECK_FALSE(judge(request, {{"Content-Length", "0"}}).error().close);
    CHECK(judge(request, {{"Content-Length", "x"}}).error().status == 400);  // the worse mistake is told
  }

  TEST_CASE("CONNECT is not implemented and closes, its target is checked") {
    Request request;
    request.method = "CONNECT";
    request.target = "a:443";
    CHECK(judge(request, {}).error().status == 501);
    CHECK(judge(request, {}).error().close);
    request.target = "/";
    CHECK(judge(request, {}).error().status == 400);
  }

  TEST_CASE("a method that is no token is refused") {
    for (const auto* method : {"GE T", "GET\t", "G(T)", "G\xC3\x84T", "\"GET\""}) {
      CAPTURE(method);
      Request request;
      request.method = method;
      CHECK(judge(request, {}).error().status == 400);
    }
  }

  TEST_CASE("a bad target is refused, a good one is split") {
    Request request;
    request.target = "/a#b";
    CHECK(judge(request, {}).error().status == 400);
    request.target = "/a%20b?c=d";
    REQUIRE(judge(request, {}).has_value());
    CHECK(request.path == "/a%20b");
    CHECK(request.query == "c=d");
  }

  TEST_CASE("other major versions are not supported") {
    for (const unsigned version : {0U, 9U, 20U, 30U}) {
      CAPTURE(version);
      CHECK(status_of({}, version) == 505);
    }
  }

  TEST_CASE("answers to HEAD, 1xx, 204 and 304 have no content") {
    CHECK(has_content("GET", 200));
    CHECK(has_content("GET", 404));
    CHECK_FALSE(has_content("HEAD", 200));
    for (const unsigned status : {100U, 103U, 204U, 304U}) CHECK_FALSE(has_content("GET", status));
  }
}
