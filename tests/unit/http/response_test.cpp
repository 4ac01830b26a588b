#include "http/response.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "http/status_line.hpp"

using namespace siding::http;
using namespace std::string_literals;

namespace {

void count(void* user) {
  ++*static_cast<int*>(user);
}

}  // namespace

TEST_SUITE("body") {
  TEST_CASE("an owned body survives moves, short and long") {
    for (const auto& bytes : {""s, "short"s, std::string(5000, 'x')}) {
      Body body = Body::owned(bytes);
      Body moved = std::move(body);
      Body assigned;
      assigned = std::move(moved);
      CHECK(assigned.view() == bytes);
      CHECK(body.view().empty());   // NOLINT(bugprone-use-after-move): empty is the promise
      CHECK(moved.view().empty());  // NOLINT(bugprone-use-after-move)
    }
  }

  TEST_CASE("a fixed body is not copied") {
    static constexpr std::string_view kBytes = "for ever";
    CHECK(Body::fixed(kBytes).view().data() == kBytes.data());
  }

  TEST_CASE("a released body tells exactly once, at its end") {
    int released = 0;
    {
      Body body = Body::released("bytes", count, &released);
      Body moved = std::move(body);
      Body assigned;
      assigned = std::move(moved);
      CHECK(assigned.view() == "bytes");
      CHECK(released == 0);
    }
    CHECK(released == 1);
  }

  TEST_CASE("an empty body is released as well") {
    int released = 0;
    { const Body body = Body::released("", count, &released); }
    CHECK(released == 1);
  }

  TEST_CASE("assigning and resetting release what was there, once") {
    int first = 0;
    int second = 0;
    Body body = Body::released("first", count, &first);
    body = Body::released("second", count, &second);
    CHECK(first == 1);
    body.reset();
    body.reset();
    CHECK(second == 1);
    CHECK(body.view().empty());
  }
}

TEST_SUITE("response") {
  TEST_CASE("fields are appended as they are sent") {
    Response response;
    REQUIRE(append_field(response, "Content-Type", "text/plain"));
    REQUIRE(append_field(response, "X-Empty", ""));
    REQUIRE(append_field(response, "X-Latin", "caf\xE9\tbar"));
    CHECK(response.fields == "Content-Type: text/plain\r\nX-Empty: \r\nX-Latin: caf\xE9\tbar\r\n");
  }

  TEST_CASE("a name that is no token is refused") {
    for (const auto& name : {""s, "a b"s, "a:"s, " a"s, "a "s, "a\r\nb"s, "a\0"s, "\xC3\xA4"s, "a(b)"s, "a/b"s}) {
      CAPTURE(name);
      Response response;
      CHECK_FALSE(append_field(response, name, "value"));
      CHECK(response.fields.empty());
    }
  }

  TEST_CASE("a value that would split the response, or could not be read back, is refused") {
    for (const auto& value : {"a\r\nb: c"s, "a\rb"s, "a\nb"s, "a\0b"s, "\x01"s, "a\x7F"s, "a\x1B"s, " a"s, "a "s,
                              "a\t"s, "a\r\n"s, "\v"s}) {
      CAPTURE(value);
      Response response;
      CHECK_FALSE(append_field(response, "X-Name", value));
      CHECK(response.fields.empty());
    }
  }

  TEST_CASE("the transport's fields are refused in any case") {
    for (const auto* name : {"Content-Length", "content-length", "Transfer-Encoding", "CONNECTION", "Keep-Alive",
                             "Date", "Upgrade", "Trailer", "te"}) {
      CAPTURE(name);
      Response response;
      CHECK_FALSE(append_field(response, name, "1"));
      CHECK(response.fields.empty());
    }
  }

  TEST_CASE("clear releases the body and forgets the rest") {
    int released = 0;
    Response response;
    response.status = 404;
    append_field(response, "A", std::string(100'000, 'x'));
    response.body = Body::released("x", count, &released);

    response.clear();

    CHECK(released == 1);
    CHECK(response.status == 200);
    CHECK(response.fields.empty());
    CHECK(response.fields.capacity() < 10'000);
  }
}

TEST_SUITE("status") {
  TEST_CASE("registered codes have their phrase, others are unknown") {
    CHECK(reason_phrase(200) == "OK");
    CHECK(reason_phrase(404) == "Not Found");
    CHECK(reason_phrase(413) == "Content Too Large");
    CHECK(reason_phrase(511) == "Network Authentication Required");
    for (const unsigned status : {0U, 99U, 299U, 599U, 600U, 4000000000U}) CHECK(reason_phrase(status) == "Unknown");
  }

  TEST_CASE("status lines are ready to send") {
    CHECK(status_line(100) == "HTTP/1.1 100 Continue\r\n");
    CHECK(status_line(204) == "HTTP/1.1 204 No Content\r\n");
    CHECK(status_line(299) == "HTTP/1.1 299 Unknown\r\n");
    CHECK(status_line(511) == "HTTP/1.1 511 Network Authentication Required\r\n");
    CHECK(status_line(599) == "HTTP/1.1 599 Unknown\r\n");
    for (const unsigned status : {0U, 99U, 600U})
      CHECK(status_line(status) == "HTTP/1.1 500 Internal Server Error\r\n");
  }
}
