#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using siding::testing::get;

namespace {

template <class F>
siding::testing::answer answer_of(F f, siding::testing::request request = get("/")) {
  struct Plugin {
    F f;
    siding::response handle(const siding::request& given) { return f(given); }
  } plugin{std::move(f)};
  siding::testing::host host;
  return host.call<&Plugin::handle>(plugin, std::move(request));
}

}  // namespace

TEST_SUITE("response") {
  TEST_CASE("text and json say what they are") {
    const auto text = answer_of([](const siding::request&) { return siding::text("hi"); });
    CHECK(text.status == 200);
    CHECK(text.header("content-type") == "text/plain; charset=utf-8");
    CHECK(text.body == "hi");
    CHECK(answer_of([](const siding::request&) { return siding::json("{}"); }).header("content-type") ==
          "application/json");
  }

  TEST_CASE("status and headers, several of one name, and another content type") {
    const auto answer = answer_of([](const siding::request&) {
      return siding::text("<p>")
          .status(404)
          .header("Set-Cookie", "a")
          .header("Set-Cookie", "b")
          .header("content-type", "text/html");
    });
    CHECK(answer.status == 404);
    CHECK(answer.headers ==
          decltype(answer.headers){{"Set-Cookie", "a"}, {"Set-Cookie", "b"}, {"content-type", "text/html"}});
  }

  TEST_CASE("no content") {
    const auto answer = answer_of([](const siding::request&) { return siding::status(204); });
    CHECK(answer.status == 204);
    CHECK(answer.headers.empty());
    CHECK(answer.body.empty());
  }

  TEST_CASE("a large body that is moved in reaches the host without a copy") {
    std::string large(100'000, 'x');
    const char* const data = large.data();
    siding::detail::body body{std::move(large)};
    siding_response out{};
    body.describe(out);
    CHECK(out.body_kind == SIDING_BODY_RELEASE);
    CHECK(out.body.data == data);
    CHECK(out.body.size == 100'000);
  }

  TEST_CASE("so does a vector, which the host releases once") {
    const auto answer =
        answer_of([](const siding::request&) { return siding::bytes(std::vector<std::byte>(5, std::byte{'y'})); });
    CHECK(answer.body_kind == SIDING_BODY_RELEASE);
    CHECK(answer.body == "yyyyy");
    CHECK(answer.header("content-type") == "application/octet-stream");
  }

  TEST_CASE("a small body is copied, a static one is not") {
    CHECK(answer_of([](const siding::request&) { return siding::text("hi"); }).body_kind == SIDING_BODY_COPY);
    const auto fixed = answer_of([](const siding::request&) { return siding::static_text("hi"); });
    CHECK(fixed.body_kind == SIDING_BODY_STATIC);
    CHECK(fixed.body == "hi");
  }

  TEST_CASE("one that can't be sent becomes a 500, and its body is not leaked") {
    const auto status =
        answer_of([](const siding::request&) { return siding::text(std::string(9999, 'x')).status(999); });
    CHECK(status.status == 500);
    CHECK(status.failure.find("999") != std::string::npos);
    const auto split = answer_of([](const siding::request&) { return siding::text("x").header("X-A", "1\r\nX-B: 2"); });
    CHECK(split.status == 500);
    const auto framing =
        answer_of([](const siding::request&) { return siding::text("x").header("Content-Length", "9"); });
    CHECK(framing.status == 500);
  }
}

TEST_SUITE("request") {
  TEST_CASE("shows everything that came") {
    answer_of(
        [](const siding::request& request) {
          CHECK(request.method() == "POST");
          CHECK(request.target() == "/orders/7?full=1&name=a%20b");
          CHECK(request.path() == "/orders/7");
          CHECK(request.query() == "full=1&name=a%20b");
          CHECK(request.query("name") == "a b");
          CHECK(request.param("id") == "7");
          CHECK(request.param("other") == std::nullopt);
          CHECK(request.header("x-one") == "1");
          CHECK(request.header("x-two") == std::nullopt);
          CHECK(request.headers().size() == 2);
          CHECK((*request.headers().begin()).name == "X-One");
          CHECK(request.body() == "content");
          CHECK(request.id() == "request-1");
          CHECK(request.mode() == siding::mode::offload);
          CHECK(request.http_version() == 11);
          CHECK(request.deadline() == std::nullopt);
          return siding::status(204);
        },
        siding::testing::post("/orders/7?full=1&name=a%20b", "content")
            .param("id", "7")
            .header("X-One", "1")
            .header("Accept", "*/*"));
  }

  TEST_CASE("query parameters: first of a name, plus, escapes, no value, broken escapes") {
    using siding::query_parameter;
    CHECK(query_parameter("a=1&a=2", "a") == "1");
    CHECK(query_parameter("a+b=c+d%2B", "a b") == "c d+");
    CHECK(query_parameter("flag&x=1", "flag") == "");
    CHECK(query_parameter("x=1&", "") == std::nullopt);
    CHECK(query_parameter("x=%zz%4", "x") == "%zz%4");
    CHECK(query_parameter("", "x") == std::nullopt);
  }
}

TEST_SUITE("json_string") {
  TEST_CASE("escapes quotes, backslashes and controls") {
    CHECK(siding::json_string("a\"b\\c\n\x01") == R"("a\"b\\c\u000a\u0001")");
    CHECK(siding::json_string(std::string_view{"\0", 1}) == R"("\u0000")");
  }

  TEST_CASE("keeps UTF-8 and replaces what is none") {
    CHECK(siding::json_string("\u00fc\u20ac\U0001F600") == "\"\u00fc\u20ac\U0001F600\"");
    CHECK(siding::json_string("\xff\xfe") == R"("\ufffd\ufffd")");
    CHECK(siding::json_string("\xc0\xaf") == R"("\ufffd\ufffd")");                     // overlong
    CHECK(siding::json_string("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");           // a surrogate
    CHECK(siding::json_string("\xf4\x90\x80\x80").find("\xf4") == std::string::npos);  // beyond U+10FFFF
    CHECK(siding::json_string("a\xe2\x82") == R"("a\ufffd\ufffd")");                   // cut
  }
}
