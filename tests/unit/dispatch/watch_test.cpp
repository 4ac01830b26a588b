// siding.fd/1: readiness of descriptors.
#include <cstdint>
#include <cstdlib>

#include <doctest/doctest.h>

#include "unit/dispatch/op.hpp"
#include "unit/dispatch/watching.hpp"
#include "unit/socket_pair.hpp"

namespace siding::dispatch {

using test::core;
using test::fds;
using test::Op;
using test::SocketPair;
using test::Watching;

namespace {

constexpr std::uint32_t kBoth = SIDING_FD_READ | SIDING_FD_WRITE;

}  // namespace

TEST_SUITE("watch") {
  TEST_CASE("a wait for reading is done when bytes arrive, not before") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op op;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);
    watching.step([] {});
    CHECK(op.times_done() == 0);

    sockets.send();

    CHECK(op.result() == SIDING_FD_READ);
    watching.close(watch);
  }

  TEST_CASE("level semantics: what is ready and was not consumed is ready for the next wait too") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    sockets.send();

    for (int i = 0; i < 3; ++i) {
      Op op;
      REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);
      CHECK(op.result() == SIDING_FD_READ);
    }

    watching.close(watch);
  }

  TEST_CASE("after the bytes were consumed the next wait waits for the next ones") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    for (int i = 0; i < 20; ++i) {
      Op op;
      REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);
      sockets.send();
      CHECK(op.result() == SIDING_FD_READ);
      sockets.receive();
    }

    watching.close(watch);
  }

  TEST_CASE("a wait for writing is done at once on a socket with room, and later on a full one") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op room;
    REQUIRE(watching.wait(watch, room, SIDING_FD_WRITE) == SIDING_OK);
    CHECK(room.result() == SIDING_FD_WRITE);
    sockets.fill();
    Op full;
    REQUIRE(watching.wait(watch, full, SIDING_FD_WRITE) == SIDING_OK);
    watching.step([] {});
    CHECK(full.times_done() == 0);

    sockets.drain();

    CHECK(full.result() == SIDING_FD_WRITE);
    watching.close(watch);
  }

  TEST_CASE("a wait for both is done with what is ready") {
    SocketPair sockets;
    sockets.fill();
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op reading;
    REQUIRE(watching.wait(watch, reading, kBoth) == SIDING_OK);
    sockets.send();
    CHECK(reading.result() == SIDING_FD_READ);
    sockets.receive();
    Op writing;
    REQUIRE(watching.wait(watch, writing, kBoth) == SIDING_OK);
    sockets.drain();
    CHECK(writing.result() == SIDING_FD_WRITE);

    watching.close(watch);
  }

  TEST_CASE("the other end closes: a wait for reading is done") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op op;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);

    sockets.close_far();

    CHECK((op.result() & SIDING_FD_READ) != 0);
    watching.close(watch);
  }

  TEST_CASE("an error of the descriptor is reported without being asked for") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    Watching watching;
    siding_watch* const watch = watching.open(ends[1]);
    ::close(ends[0]);  // nobody can ever read: EPOLLERR
    Op op;

    REQUIRE(watching.wait(watch, op, SIDING_FD_WRITE) == SIDING_OK);

    CHECK((op.result() & SIDING_FD_ERROR) != 0);
    watching.close(watch);
    ::close(ends[1]);
  }

  TEST_CASE("op_cancel: done with SIDING_E_CANCELLED, and the watch goes on serving") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op cancelled;
    REQUIRE(watching.wait(watch, cancelled, SIDING_FD_READ) == SIDING_OK);
    watching.step([&] { core().op_cancel(watching.scope, &cancelled); });
    CHECK(cancelled.result() == SIDING_E_CANCELLED);
    Op op;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);

    sockets.send();

    CHECK(op.result() == SIDING_FD_READ);
    CHECK(cancelled.times_done() == 1);
    watching.close(watch);
  }

  TEST_CASE("one wait at a time, and none for nothing") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op first;
    Op second;
    REQUIRE(watching.wait(watch, first, SIDING_FD_READ) == SIDING_OK);

    CHECK(watching.wait(watch, second, SIDING_FD_WRITE) == SIDING_E_INVALID);
    sockets.send();
    first.result();
    CHECK(watching.wait(watch, second, 0) == SIDING_E_INVALID);
    CHECK(watching.wait(watch, second, SIDING_FD_ERROR) == SIDING_E_INVALID);

    CHECK(second.times_done() == 0);
    watching.close(watch);
  }

  TEST_CASE("rebind: the next wait is on the other socket") {
    SocketPair before;
    SocketPair after;
    Watching watching;
    siding_watch* const watch = watching.open(before.watched);
    Op first;
    REQUIRE(watching.wait(watch, first, SIDING_FD_READ) == SIDING_OK);
    before.send();
    CHECK(first.result() == SIDING_FD_READ);

    watching.step([&] { CHECK(fds().rebind(watch, after.watched) == SIDING_OK); });
    Op second;
    REQUIRE(watching.wait(watch, second, SIDING_FD_READ) == SIDING_OK);
    watching.step([] {});
    CHECK(second.times_done() == 0);  // although the first socket still has its byte
    after.send();

    CHECK(second.result() == SIDING_FD_READ);
    watching.close(watch);
  }

  TEST_CASE("rebind is refused while a wait is pending, and for what can't be watched") {
    SocketPair sockets;
    Watching watching;
    siding_watch* const watch = watching.open(sockets.watched);
    Op op;
    REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);

    watching.step([&] { CHECK(fds().rebind(watch, sockets.watched) == SIDING_E_INVALID); });
    sockets.send();
    CHECK(op.result() == SIDING_FD_READ);
    watching.step([&] { CHECK(fds().rebind(watch, -1) == SIDING_E_INVALID); });

    watching.close(watch);
  }

  TEST_CASE("a regular file, a directory and a descriptor that is none are refused") {
    Watching watching;
    char name[] = "/tmp/siding.XXXXXX";
    const int file = ::mkstemp(name);
    ::unlink(name);
    const int directory = ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (const int fd : {file, directory, -1, 1'000'000}) {
      siding_watch* watch = nullptr;
      CHECK(fds().open(watching.scope, fd, &watch) == SIDING_E_INVALID);
      CHECK(watch == nullptr);
    }

    ::close(file);
    ::close(directory);
  }

  TEST_CASE("the descriptor stays the plugin's: it is neither closed nor made non-blocking") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    {
      Watching watching;
      siding_watch* const watch = watching.open(ends[0]);
      Op op;
      REQUIRE(watching.wait(watch, op, SIDING_FD_READ) == SIDING_OK);
      CHECK(::write(ends[1], "x", 1) == 1);
      CHECK(op.result() == SIDING_FD_READ);
      watching.close(watch);
    }

    CHECK((::fcntl(ends[0], F_GETFL) & O_NONBLOCK) == 0);
    for (const int end : ends) CHECK(::close(end) == 0);
  }

  TEST_CASE("two watches on one descriptor, one for each direction") {
    SocketPair sockets;
    sockets.fill();
    Watching watching;
    siding_watch* const reader = watching.open(sockets.watched);
    siding_watch* const writer = watching.open(sockets.watched);
    Op reading;
    Op writing;
    REQUIRE(watching.wait(reader, reading, SIDING_FD_READ) == SIDING_OK);
    REQUIRE(watching.wait(writer, writing, SIDING_FD_WRITE) == SIDING_OK);

    sockets.send();
    CHECK(reading.result() == SIDING_FD_READ);
    sockets.drain();
    CHECK(writing.result() == SIDING_FD_WRITE);

    watching.close(reader);
    watching.close(writer);
  }
}

}  // namespace siding::dispatch
