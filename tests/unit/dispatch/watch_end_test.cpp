// How watches and their waits end: by close, with the scope, with the answer.
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "unit/dispatch/client.hpp"
#include "unit/dispatch/op.hpp"
#include "unit/dispatch/watching.hpp"
#include "unit/socket_pair.hpp"

namespace siding::dispatch {

using test::Client;
using test::core;
using test::fds;
using test::Op;
using test::respond;
using test::SocketPair;
using test::TestHost;
using test::Watching;

TEST_SUITE("end of a watch") {
  TEST_CASE("close with a pending wait: done with SIDING_E_CANCELLED") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op op;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);

    watching.close(watch);

    CHECK(op.result() == SIDING_E_CANCELLED);
    sockets.send();
    watching.step([] {});
    CHECK(op.times_done() == 1);
  }

  TEST_CASE("wait and close in one callback, and a watch that was never used") {
    SocketPair sockets;
    Watching watching;
    Op op;
    watching.step([&] {
      siding_watch* const watch = watching.open(sockets.watched);
      CHECK(fds().wait(watch, &op, SIDING_FD_READ) == SIDING_OK);
      fds().close(watch);
      fds().close(watching.open(sockets.watched));
    });

    CHECK(op.result() == SIDING_E_CANCELLED);
  }

  TEST_CASE("close while the wait's done is on its way") {
    SocketPair sockets;
    Watching watching;
    for (int i = 0; i < 50; ++i) {
      siding_watch* const watch = watching.open(sockets.watched);
      Op op;
      REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);
      sockets.send();
      watching.close(watch);
      const std::int32_t result = op.result();
      CHECK((result == SIDING_FD_READ || result == SIDING_E_CANCELLED));
      CHECK(op.times_done() == 1);
      sockets.receive();
    }
  }

  TEST_CASE("the library closes its descriptor behind the host's back") {
    Watching watching;
    SocketPair sockets;
    siding_watch* const watch = watching.open(sockets.watched);
    Op op;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);
    watching.step([] {});

    sockets.close_watched();
    sockets.send();  // the host's duplicate keeps the socket alive

    CHECK(op.result() == SIDING_FD_READ);
    watching.close(watch);
  }

  TEST_CASE("the scope is cancelled: the wait is done with the reason, the next is refused with it") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op op;
    Op refused;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);

    watching.host.plugin().drain();

    CHECK(op.result() == SIDING_E_DRAINING);
    CHECK(watching.wait(watch, refused, SIDING_FD_READ) == SIDING_E_DRAINING);
    watching.close(watch);
  }

  TEST_CASE("the scope is closed with watches open, used and not, and a wait pending") {
    SocketPair sockets;
    Op op;
    TestHost host({});
    siding_scope* scope = nullptr;
    REQUIRE(core().scope_open(host.host(), test::str("careless"), &scope) == SIDING_OK);
    Op begin([&](std::int32_t) {
      siding_watch* watch = nullptr;
      fds().open(scope, sockets.watched, &watch);
      fds().wait(watch, &op, SIDING_FD_READ);
      fds().open(scope, sockets.watched, &watch);
    });
    core().post(scope, &begin);
    begin.result();

    core().scope_close(scope);

    CHECK(op.result() == SIDING_E_CANCELLED);
  }

  TEST_CASE("the request is answered with watches open, used and not: they are closed, and it is over") {
    SocketPair sockets;
    siding_request* request = nullptr;
    Op readable([&](std::int32_t) { respond(request); });
    for (const Mode mode : {Mode::async, Mode::sync}) {
      TestHost host(mode, [&](siding_request* r) {
        request = r;
        siding_watch* watch = nullptr;
        CHECK(fds().open(core().scope(r), sockets.watched, &watch) == SIDING_OK);
        CHECK(fds().open(core().scope(r), sockets.watched, &watch) == SIDING_OK);
        CHECK(fds().wait(watch, &readable, SIDING_FD_READ) == SIDING_OK);
      });
      Client client(host);
      sockets.send();

      CHECK(client.answer().status == 200);

      host.wait_until_recycled();
    }
  }

  TEST_CASE("the request is answered with a wait pending: done with SIDING_E_CANCELLED, and it is over") {
    SocketPair sockets;
    for (const Mode mode : {Mode::async, Mode::sync}) {
      Op op;
      TestHost host(mode, [&](siding_request* request) {
        siding_watch* watch = nullptr;
        CHECK(fds().open(core().scope(request), sockets.watched, &watch) == SIDING_OK);
        CHECK(fds().wait(watch, &op, SIDING_FD_READ) == SIDING_OK);
        respond(request);
      });
      Client client(host);

      CHECK(client.answer().status == 200);

      CHECK(op.result() == SIDING_E_CANCELLED);
      host.wait_until_recycled();
    }
  }

  TEST_CASE("a plugin that closes its watch in the done of a wait which the end of the scope has cancelled") {
    SocketPair sockets;
    siding_watch* watch = nullptr;
    Op op([&](std::int32_t) { fds().close(watch); });
    const auto begin = [&](siding_scope* scope) {
      CHECK(fds().open(scope, sockets.watched, &watch) == SIDING_OK);
      CHECK(fds().wait(watch, &op, SIDING_FD_READ) == SIDING_OK);
    };
    {
      Watching watching;
      watching.step([&] { begin(watching.scope); });
    }
    for (const Mode mode : {Mode::async, Mode::sync}) {
      TestHost host(mode, [&](siding_request* request) {
        begin(core().scope(request));
        respond(request);
      });
      Client client(host);
      CHECK(client.answer().status == 200);
      host.wait_until_recycled();
    }

    CHECK(op.finished.wait_for(3) == std::vector<std::int32_t>(3, SIDING_E_CANCELLED));
  }

  TEST_CASE("a watch can't be opened once the request has its answer") {
    SocketPair sockets;
    siding_scope* scope = nullptr;
    Op later([&](std::int32_t) {
      siding_watch* watch = nullptr;
      CHECK(fds().open(scope, sockets.watched, &watch) == SIDING_E_INVALID);
      CHECK(watch == nullptr);
    });
    TestHost host(Mode::async, [&](siding_request* request) {
      scope = core().scope(request);
      core().post(scope, &later);
      respond(request);
    });
    Client client(host);

    client.answer();

    host.wait_until_recycled();
  }
}

}  // namespace siding::dispatch
