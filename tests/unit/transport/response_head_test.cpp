#include "transport/response_head.hpp"

#include <doctest/doctest.h>

using namespace siding;
using transport::ResponseHeads;

namespace {

std::string head(const http::Response& response, std::size_t length, transport::Persistence persistence = {}) {
  TextBuffer out;
  ResponseHeads heads;
  heads.append(out, response, {.length = length}, persistence, ResponseHeads::Clock::now());
  return std::string{out.view()};
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_SUITE("response head") {
  TEST_CASE("has status line, Date, Server, length and the response's fields") {
    http::Response response;
    response.status = 404;
    http::append_field(response, "X-One", "1");
    const auto text = head(response, 12);
    CHECK(text.starts_with("HTTP/1.1 404 Not Found\r\nDate: "));
    CHECK(holds(text, " GMT\r\nServer: siding\r\nContent-Length: 12\r\nX-One: 1\r\n\r\n"));
    CHECK_FALSE(holds(text, "Connection:"));
  }

  TEST_CASE("has no length on 204 and 304") {
    http::Response response;
    for (const unsigned status : {204u, 304u}) {
      response.status = status;
      CHECK_FALSE(holds(head(response, 12), "Content-Length"));
    }
  }

  TEST_CASE("leaves the Server field to the response that has one") {
    http::Response response;
    http::append_field(response, "X-Server", "no");
    http::append_field(response, "SERVER", "mine");
    const auto text = head(response, 0);
    CHECK(holds(text, "SERVER: mine"));
    CHECK_FALSE(holds(text, "siding"));
  }

  TEST_CASE("says what becomes of the connection") {
    CHECK(holds(head({}, 0, {.close = true, .announced = true}), "\r\nConnection: close\r\n"));
    CHECK(holds(head({}, 0, {.announced = true}), "\r\nConnection: keep-alive\r\n"));
  }

  TEST_CASE("writes the date anew when a second has passed") {
    ResponseHeads heads;
    TextBuffer first;
    TextBuffer later;
    const auto now = ResponseHeads::Clock::now();
    heads.append(first, {}, {.length = 0}, {}, now);
    const auto begin = first.view().find("Date: ");
    heads.append(later, {}, {.length = 0}, {},
                 now + std::chrono::seconds{2});  // asks the real clock again: same format, no crash
    CHECK(later.view().substr(begin, 11) == first.view().substr(begin, 11));
    CHECK(later.size() == first.size());
  }
}
