#include "http/request.hpp"

#include <doctest/doctest.h>

using namespace siding::http;

TEST_SUITE("request") {
  TEST_CASE("a field is found by its name in any case, the first one wins") {
    Request request;
    request.fields = {{"Accept", "a"}, {"X-Empty", ""}, {"ACCEPT", "b"}};

    CHECK(request.field("accept") == "a");
    CHECK(request.has_field("x-EMPTY"));
    CHECK(request.field("x-empty").empty());
    CHECK_FALSE(request.has_field("Accept-"));
    CHECK(request.field("Host").empty());
  }

  TEST_CASE("a list field that came in several lines is one list") {
    Request request;
    request.fields = {{"Accept", "a"}, {"Other", "b"}, {"ACCEPT", "c, d"}};

    CHECK(request.list("accept") == "a, c, d");
    CHECK(request.list("other") == "b");
    CHECK(request.list("Host").empty());
  }

  TEST_CASE("clear leaves nothing of the last request") {
    Request request;
    request.storage = "GET /a?b HTTP/1.0";
    request.method = request.target = request.path = request.query = request.storage;
    request.content = "content";
    request.body = request.content;
    request.version = 10;
    request.peer = "192.0.2.1:5000";
    request.fields = {{"A", "b"}};

    request.clear();

    CHECK(request.method.empty());
    CHECK(request.target.empty());
    CHECK(request.path.empty());
    CHECK(request.query.empty());
    CHECK(request.body.empty());
    CHECK(request.version == 11);
    CHECK(request.peer.empty());
    CHECK(request.fields.empty());
    CHECK(request.storage.empty());
    CHECK(request.content.empty());
  }

  TEST_CASE("clear keeps the memory of a usual request and frees that of a large one") {
    Request request;
    request.storage.reserve(1000);
    request.content.reserve(1000);
    request.fields.reserve(20);
    request.clear();
    CHECK(request.storage.capacity() >= 1000);
    CHECK(request.content.capacity() >= 1000);
    CHECK(request.fields.capacity() >= 20);

    request.storage.reserve(60'000);
    request.content.reserve(1'000'000);
    request.fields.reserve(5'000);
    request.clear();
    CHECK(request.storage.capacity() < 20'000);
    CHECK(request.content.capacity() < 20'000);
    CHECK(request.fields.capacity() < 200);
  }
}
