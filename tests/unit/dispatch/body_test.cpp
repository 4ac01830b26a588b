// Response bodies: copied, static, or released by the plugin.
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using test::Client;
using test::core;
using test::respond;
using test::response_of;
using test::TestHost;

namespace {

siding_response released_by(int& count, std::string_view body) {
  siding_response response = response_of(200, body);
  response.body_kind = SIDING_BODY_RELEASE;
  response.release = [](void* user) { ++*static_cast<int*>(user); };
  response.release_user = &count;
  return response;
}

}  // namespace

TEST_SUITE("response body") {
  TEST_CASE("a copied one may go as soon as respond has returned") {
    TestHost host(Mode::async, [](siding_request* request) {
      std::string text = "copied";
      respond(request, 200, text);
      text = "!!!!!!";
    });
    Client client(host);

    CHECK(client.answer().body == "copied");
  }

  TEST_CASE("a static one is not copied") {
    static constexpr std::string_view kText = "static";
    TestHost host(Mode::async, [](siding_request* request) {
      siding_response response = response_of(200, kText);
      response.body_kind = SIDING_BODY_STATIC;
      core().respond(request, &response);
    });
    Client client(host);

    CHECK(client.answer().body == kText);
  }

  TEST_CASE("a released one is released exactly once, after it was sent") {
    int released = 0;
    const std::string text = "mine";
    TestHost host(Mode::async, [&](siding_request* request) {
      const siding_response response = released_by(released, text);
      core().respond(request, &response);
      CHECK(released == 0);
    });
    Client client(host);

    CHECK(client.answer().body == "mine");

    host.wait_until_recycled();
    host.run([&] { CHECK(released == 1); });
  }

  TEST_CASE("release is not called when respond refuses") {
    int released = 0;
    TestHost host(Mode::async, [&](siding_request* request) {
      siding_response response = released_by(released, "x");
      response.status = 42;
      CHECK(core().respond(request, &response) == SIDING_E_INVALID);
      respond(request);
      response.status = 200;
      CHECK(core().respond(request, &response) == SIDING_E_ANSWERED);
    });
    Client client(host);

    client.answer();

    host.wait_until_recycled();
    host.run([&] { CHECK(released == 0); });
  }

  TEST_CASE("one without a release function is refused") {
    TestHost host(Mode::async, [](siding_request* request) {
      siding_response response = response_of(200, "x");
      response.body_kind = SIDING_BODY_RELEASE;
      CHECK(core().respond(request, &response) == SIDING_E_INVALID);
      respond(request, 204);
    });
    Client client(host);

    CHECK(client.answer().status == 204);
  }

  TEST_CASE("is released as well when nobody waits for it any more") {
    int released = 0;
    siding_request* request = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) { request = r; });
    Client client(host);
    host.run([] {});
    client.leave();

    const siding_response response = released_by(released, "x");
    CHECK(core().respond(request, &response) == SIDING_OK);

    host.wait_until_recycled();
    host.run([&] { CHECK(released == 1); });
  }
}

}  // namespace siding::dispatch
