#include <chrono>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::testing::get;

namespace {

using body = siding::task<siding::response>;

struct Refresher {
  int rounds = 0;
  std::string end;
  siding::event refreshed;
  siding::scope background{"refresh"};  // last: its tasks use the others

  siding::task<void> refresh() {
    try {
      while (true) {
        co_await siding::sleep_for(1min);
        if (++rounds == 3) refreshed.set();
      }
    } catch (const siding::cancelled& why) {
      end = to_string(why.reason());
      throw;
    }
  }
  siding::task<void> fails() {
    siding::log::warn("about to fail");
    throw std::runtime_error{"no connection"};
    co_return;
  }
  body wait(const siding::request&) {
    co_await refreshed.wait();
    co_return siding::text("fresh");
  }
};

}  // namespace

TEST_SUITE("scope") {
  TEST_CASE("a background task runs beside requests, and wakes them") {
    siding::testing::host host;
    Refresher plugin;
    plugin.background.spawn(plugin.refresh());
    CHECK(host.call<&Refresher::wait>(plugin, get("/")).body == "fresh");
    CHECK(plugin.rounds >= 3);
  }

  TEST_CASE("spawn never runs the task inside the call") {
    siding::testing::host host;
    Refresher plugin;
    plugin.background.spawn(plugin.fails());
    CHECK(host.log().empty());
    host.settle();
    CHECK(host.log().size() == 2);
  }

  TEST_CASE("an exception of a task goes to the log, under the scope's name") {
    siding::testing::host host;
    Refresher plugin;
    plugin.background.spawn(plugin.fails());
    host.settle();
    REQUIRE(host.log().size() == 2);
    CHECK(host.log()[1].text == "background task ended by an exception: no connection");
    CHECK(host.log()[1].scope == "refresh");
    CHECK(host.log()[1].level == SIDING_LOG_ERROR);
  }

  TEST_CASE("a host that stops cancels the tasks") {
    siding::testing::host host{{.real_time = true}};
    Refresher plugin;
    plugin.background.spawn(plugin.refresh());
    host.settle();
    CHECK_FALSE(plugin.background.stopped());
    host.drain();
    CHECK(plugin.background.stopped() == siding::stop_reason::draining);
    CHECK(plugin.end == "the host is stopping");
  }

  TEST_CASE("outside of a plugin there is no scope to open") {
    CHECK_THROWS_AS(siding::scope{"nowhere"}, siding::error);
  }
}

TEST_SUITE("log") {
  TEST_CASE("puts strings and numbers together, with the request's id") {
    struct Plugin {
      siding::response handle(const siding::request&) {
        siding::log::error("read ", 3, " rows in ", 0.5, " s: ", true, ' ', std::string{"ok"});
        return siding::status(204);
      }
    } plugin;
    siding::testing::host host;
    host.call<&Plugin::handle>(plugin, get("/"));
    REQUIRE(host.log().size() == 1);
    CHECK(host.log()[0].text == "read 3 rows in 0.5 s: true ok");
    CHECK(host.log()[0].scope == "request-1");
    CHECK(host.log()[0].level == SIDING_LOG_ERROR);
  }

  TEST_CASE("skips what is below the host's level") {
    siding::testing::host host;
    host.set_log_level(SIDING_LOG_WARN);
    siding::log::info("quiet");
    siding::log::warn("loud");
    REQUIRE(host.log().size() == 1);
    CHECK(host.log()[0].text == "loud");
    CHECK(host.log()[0].scope.empty());
  }
}

TEST_SUITE("fd_watch") {
  struct Pipe {
    int ends[2] = {-1, -1};
    Pipe() { REQUIRE(::pipe(ends) == 0); }
    ~Pipe() {
      ::close(ends[0]);
      ::close(ends[1]);
    }
  };

  struct Reader {
    Pipe first;
    Pipe second;
    body read(const siding::request&) {
      siding::fd_watch watch{first.ends[0]};
      const std::uint32_t events = co_await watch.readable();
      char c = 0;
      if ((events & SIDING_FD_READ) == 0 || ::read(first.ends[0], &c, 1) != 1) co_return siding::text("no byte");
      watch.rebind(second.ends[0]);
      co_await watch.wait(SIDING_FD_READ);
      siding::fd_watch writable{second.ends[1]};
      co_await writable.writable();
      co_return siding::text(std::string(1, c));
    }
    body bounded(const siding::request&) {
      siding::fd_watch watch{first.ends[0]};
      co_await siding::with_timeout(2s, watch.readable());
      co_return siding::text("not reached");
    }
  };

  TEST_CASE("waits until a descriptor is ready, and for another one after rebind") {
    Reader plugin;
    siding::testing::host host;
    const auto request = host.start<&Reader::read>(plugin, get("/"));
    host.settle();
    CHECK_FALSE(request.answered());
    REQUIRE(::write(plugin.first.ends[1], "x", 1) == 1);
    REQUIRE(::write(plugin.second.ends[1], "y", 1) == 1);
    CHECK(request.wait().body == "x");
  }

  TEST_CASE("a timeout ends the wait") {
    Reader plugin;
    siding::testing::host host;
    CHECK(host.call<&Reader::bounded>(plugin, get("/")).status == 504);
  }
}
