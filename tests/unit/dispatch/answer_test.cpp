// respond and fail of siding.core/1.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/test_host.hpp"

namespace siding::dispatch {

using test::Answer;
using test::Client;
using test::core;
using test::Op;
using test::respond;
using test::response_of;
using test::str;
using test::TestHost;

namespace {

constexpr Mode kModes[] = {Mode::sync, Mode::async, Mode::offload};

Answer answer_of(test::Script start, Mode mode = Mode::async) {
  TestHost host(mode, std::move(start));
  Client client(host);
  return client.answer();
}

}  // namespace

TEST_SUITE("answer") {
  TEST_CASE("arrives in every mode, with its fields and its body") {
    for (const Mode mode : kModes) {
      const Answer answer = answer_of(
          [](siding_request* request) {
            const siding_field field{str("X-Answer"), str("42")};
            siding_response response = response_of(201, "made");
            response.fields = &field;
            response.field_count = 1;
            response.field_stride = sizeof field;
            CHECK(core().respond(request, &response) == SIDING_OK);
          },
          mode);

      CHECK(answer.status == 201);
      CHECK(answer.fields == "X-Answer: 42\r\n");
      CHECK(answer.body == "made");
    }
  }

  TEST_CASE("fields are read by their stride") {
    struct Wider {
      siding_field field;
      std::uint64_t later_member;
    };
    const Answer answer = answer_of([](siding_request* request) {
      const Wider fields[] = {{{str("A"), str("1")}, 7}, {{str("B"), str("2")}, 7}};
      siding_response response = response_of(200, {});
      response.fields = &fields[0].field;
      response.field_count = 2;
      response.field_stride = sizeof fields[0];
      core().respond(request, &response);
    });

    CHECK(answer.fields == "A: 1\r\nB: 2\r\n");
  }

  TEST_CASE("from another thread before start returned") {
    for (const Mode mode : kModes) {
      const Answer answer = answer_of(
          [](siding_request* request) {
            std::thread([&] { CHECK(respond(request, 200, "early") == SIDING_OK); }).join();
          },
          mode);

      CHECK(answer.body == "early");
    }
  }

  TEST_CASE("from another thread after start returned") {
    siding_request* request = nullptr;
    TestHost host(Mode::async, [&](siding_request* r) { request = r; });
    Client client(host);
    host.run([] {});

    CHECK(respond(request, 200, "late") == SIDING_OK);

    CHECK(client.answer().body == "late");
  }

  TEST_CASE("two in one callback are a mistake of the handler: 500, and a line that says so") {
    for (const Mode mode : kModes) {
      TestHost host(mode, [](siding_request* request) {
        CHECK(respond(request, 200, "first") == SIDING_OK);
        CHECK(respond(request, 200, "second") == SIDING_E_ANSWERED);
      });
      Client client(host);

      const Answer answer = client.answer();

      CHECK(answer.status == 500);
      CHECK_FALSE(answer.has("first"));
      CHECK(host.log().has("answered request"));
      CHECK(host.log().has("routes.yaml:7"));
      CHECK(client.answers() == 1);
    }
  }

  TEST_CASE("of two threads that answer at once, one is taken") {
    for (int round = 0; round < 100; ++round) {
      std::int32_t first = 1;
      std::int32_t second = 1;
      TestHost host(Mode::async, [&](siding_request* request) {
        std::thread other([&] { first = respond(request, 200); });
        std::thread another([&] { second = respond(request, 200); });
        other.join();
        another.join();
      });
      Client client(host);

      CHECK(client.answer().status == 200);

      CHECK(first + second == SIDING_OK + SIDING_E_ANSWERED);
    }
  }

  TEST_CASE("a status, name or value that can't be sent is refused, and the request still waits for its answer") {
    TestHost host(Mode::async, [](siding_request* request) {
      const auto refused = [&](unsigned status, std::string_view name, std::string_view value) {
        const siding_field field{str(name), str(value)};
        siding_response response = response_of(status, {});
        response.fields = &field;
        response.field_count = name.empty() ? 0 : 1;
        response.field_stride = sizeof field;
        CHECK(core().respond(request, &response) == SIDING_E_INVALID);
      };
      refused(99, "", "");
      refused(100, "", "");
      refused(600, "", "");
      refused(200, "X-A", "a\r\nSet-Cookie: b");
      refused(200, "X A", "a");
      refused(200, "Content-Length", "3");
      refused(200, "Transfer-Encoding", "chunked");
      refused(200, "Connection", "close");
      refused(200, "Date", "today");
      siding_response response = response_of(200, "x");
      response.body_kind = 77;
      CHECK(core().respond(request, &response) == SIDING_E_INVALID);
      CHECK(respond(request, 200, "good") == SIDING_OK);
    });
    Client client(host);

    const Answer answer = client.answer();

    CHECK(answer.status == 200);
    CHECK(answer.body == "good");
    CHECK(answer.fields.empty());
    CHECK(host.log().count("can't be sent") == 10);
  }

  TEST_CASE("a body that no memory can hold is refused, and no exception reaches the plugin") {
    const Answer answer = answer_of([](siding_request* request) {
      siding_response response = response_of(200, "x");
      response.body.size = UINT64_MAX;
      CHECK(core().respond(request, &response) == SIDING_E_INVALID);
      respond(request, 200, "small");
    });

    CHECK(answer.body == "small");
  }

  TEST_CASE("fail answers its status, and the text is for the log alone") {
    TestHost host(Mode::async, [](siding_request* request) {
      CHECK(core().fail(request, 502, 0, str("the secret of the backend")) == SIDING_OK);
    });
    Client client(host);

    const Answer answer = client.answer();

    CHECK(answer.status == 502);
    CHECK_FALSE(answer.has("secret"));
    CHECK(host.log().has("the secret of the backend"));
  }

  TEST_CASE("fail shows its text to the client when that is allowed") {
    const Answer answer =
        answer_of([](siding_request* request) { core().fail(request, 404, SIDING_FAIL_PUBLIC, str("no such order")); });

    CHECK(answer.status == 404);
    CHECK(answer.has("no such order"));
  }

  TEST_CASE("fail takes a status that is none of a failure for 500") {
    for (const std::uint32_t status : {0u, 200u, 399u, 600u, UINT32_MAX}) {
      CHECK(answer_of([&](siding_request* request) { core().fail(request, status, 0, str("?")); }).status == 500);
    }
  }

  TEST_CASE("a handler that throws is answered 500, the text goes to the log with the request's id") {
    for (const Mode mode : kModes) {
      std::string id;
      TestHost host(mode, [&](siding_request* request) {
        const siding_head& head = *core().head(request);
        id.assign(head.id.data, head.id.size);
        throw std::runtime_error("out of cheese");
      });
      Client client(host);

      const Answer answer = client.answer();

      CHECK(answer.status == 500);
      CHECK_FALSE(answer.has("cheese"));
      CHECK(host.log().has("out of cheese"));
      CHECK(host.log().has(id));
    }
  }

  TEST_CASE("a handler that throws something else is answered 500 as well") {
    CHECK(answer_of([](siding_request*) { throw 42; }).status == 500);
  }

  TEST_CASE("a done that throws is answered 500") {
    Op op([](std::int32_t) { throw std::runtime_error("late cheese"); });
    TestHost host(Mode::async, [&](siding_request* request) { core().post(core().scope(request), &op); });
    Client client(host);

    CHECK(client.answer().status == 500);
    CHECK(host.log().has("late cheese"));
  }

  TEST_CASE("an exception after the answer is logged, and the answer stays") {
    TestHost host(Mode::async, [](siding_request* request) {
      respond(request, 200, "fine");
      throw std::runtime_error("afterwards");
    });
    Client client(host);

    CHECK(client.answer().body == "fine");
    CHECK(host.log().has("afterwards"));
    CHECK_FALSE(host.log().has("twice"));
  }
}

}  // namespace siding::dispatch
