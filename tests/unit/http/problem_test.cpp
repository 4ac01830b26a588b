#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <string>

#include "http/response.hpp"

using namespace siding::http;
using namespace std::string_literals;

namespace {

bool is_json(const Response& response) {
  return response.fields == "Content-Type: application/problem+json\r\n";
}

std::string detail_of(const std::string& detail) {
  Response response;
  make_problem(response, 500, detail, "");
  const auto json = boost::json::parse(response.body.view());
  return std::string{json.at("detail").as_string()};
}

}  // namespace

TEST_SUITE("problem") {
  TEST_CASE("has title, status and detail") {
    Response response;
    make_problem(response, 404, "No route here.", "");

    CHECK(response.status == 404);
    CHECK(is_json(response));
    CHECK(response.body.view() == "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"No route here.\"}\n");
  }

  TEST_CASE("leaves an empty detail out") {
    Response response;
    make_problem(response, 503, "", "*/*");
    CHECK(response.body.view() == "{\"title\":\"Service Unavailable\",\"status\":503}\n");
  }

  TEST_CASE("leaves nothing of the response that was there") {
    Response response;
    response.status = 200;
    append_field(response, "Content-Type", "text/html");
    response.body = Body::owned("<p>");

    make_problem(response, 500, "", "text/plain");

    CHECK(response.fields == "Content-Type: text/plain; charset=utf-8\r\n");
    CHECK(response.body.view() == "500 Internal Server Error\n");
  }

  TEST_CASE("is plain text for a client that takes no JSON") {
    Response response;
    make_problem(response, 400, "No \"path\".", "text/plain");
    CHECK(response.body.view() == "400 Bad Request\nNo \"path\".\n");
  }

  TEST_CASE("follows the most precise media range of Accept") {
    struct Row {
      std::string_view accept;
      bool json;
    };
    const Row rows[] = {
        {"", true},
        {"*/*", true},
        {"application/json", true},
        {"Application/Problem+JSON", true},
        {"application/*;q=0.1", true},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true},
        {"text/plain", false},
        {"text/*, image/png", false},
        {"application/xml", false},
        {"application/json;q=0", false},
        {"application/json;q=0.000", false},
        {"application/json; Q=0", false},
        {"application/json;q=0.001", true},
        {"application/json;q=0, */*", false},
        {"*/*;q=0, application/json", true},
        {"*/*, application/*;q=0", false},
        {"application/json;q=0, application/problem+json", true},
        {"application/json, application/problem+json;q=0", false},
        {"text/plain;a=\"application/json,\"", false},
        {"application/json;a=b;q=0", false},
        {"application/json;a=b", true},
        {"application/jsonx", false},
        {",,,", false},
    };
    for (const auto& row : rows) {
      CAPTURE(row.accept);
      Response response;
      make_problem(response, 400, "", row.accept);
      CHECK(is_json(response) == row.json);
    }
  }

  TEST_CASE("any text survives as JSON") {
    for (const auto& text :
         {"a\"b\\c/"s, "\r\n\t\b\f\x01\x1F\x7F"s, "a\0b"s, "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x9A\x82"s}) {
      CAPTURE(text);
      CHECK(detail_of(text) == text);
    }
  }

  TEST_CASE("bytes that are not UTF-8 are replaced") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(detail_of("caf\xE9!") == "caf" + bad + "!");
    CHECK(detail_of("\xC0\xAF") == bad + bad);                      // overlong
    CHECK(detail_of("\xE0\x80\x80") == bad + bad + bad);            // overlong
    CHECK(detail_of("\xED\xA0\x80") == bad + bad + bad);            // a surrogate
    CHECK(detail_of("\xF4\x90\x80\x80") == bad + bad + bad + bad);  // beyond U+10FFFF
    CHECK(detail_of("\xF0\x9F\x9A") == bad + bad + bad);            // cut off
    CHECK(detail_of("\x80") == bad);
  }
}
