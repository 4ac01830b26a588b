#include <atomic>
#include <chrono>
#include <latch>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::stop_reason;
using siding::testing::get;

namespace {

using body = siding::task<siding::response>;

struct Plugin {
  std::string seen;
  siding::event go;

  body sleeps(const siding::request& request) {
    try {
      co_await siding::sleep_for(24h);
    } catch (const siding::cancelled& why) {
      seen = to_string(why.reason());
      seen += request.cancelled() == why.reason() ? ", as the request says" : ", unlike the request";
    }
    co_await siding::sleep_for(1s);  // throws again
    co_return siding::text("not reached");
  }
  // Cleaning up may block, also after it is cancelled.
  body cleans_up(const siding::request&) {
    const auto undo = [this] { seen = "undone"; };
    try {
      co_await siding::sleep_for(24h);
    } catch (const siding::cancelled&) {
    }
    co_await siding::offload(undo);
    co_return siding::text("clean");
  }
  body calls(const siding::request&) {
    const auto guard = co_await siding::on_cancel([this] { seen += "called;"; });
    co_await go.wait();
    co_return siding::text("went");
  }
  siding::task<void> hooked() {
    const auto guard = co_await siding::on_cancel([this] { seen += "called;"; });
    co_await siding::offload([] {});
    co_await siding::sleep_for(24h);
  }
  body loses(const siding::request&) {
    co_await siding::any(hooked(), siding::sleep_for(1s));
    co_return siding::text("won");
  }
  siding::task<void> cleaning_loser() {
    const auto undo = [this] { seen += "undone;"; };
    try {
      co_await siding::sleep_for(24h);
    } catch (const siding::cancelled&) {
    }
    co_await siding::offload(undo);
    co_await siding::sleep_for(1s);
    seen += "not reached";
  }
  body cleaning(const siding::request&) {
    co_await siding::any(cleaning_loser(), siding::sleep_for(1s));
    co_return siding::text("won");
  }
};

// A branch that is cancelled twice: as the loser, and then with its request.
struct Twice {
  std::atomic<int> calls{0};
  siding::event running;
  std::latch lost{1};
  std::latch left{1};

  siding::task<void> loser() {
    const auto guard = co_await siding::on_cancel([this] {
      if (++calls == 1) lost.count_down();
    });
    co_await siding::offload([this] {
      running.set();
      left.wait();
    });
  }
  body handle(const siding::request&) {
    const auto guard = co_await siding::on_cancel([this] { left.count_down(); });
    co_await siding::any(loser(), running.wait());
    co_return siding::text("won");
  }
};

siding::testing::pending settled(siding::testing::host& host, siding::testing::pending request) {
  host.settle();
  return request;
}

}  // namespace

TEST_SUITE("cancellation") {
  TEST_CASE("every reason ends a wait, and comes again at the next") {
    for (const stop_reason why : {stop_reason::gone, stop_reason::deadline, stop_reason::draining}) {
      Plugin plugin;
      siding::testing::host host{{.real_time = true}};
      const auto request = settled(host, host.start<&Plugin::sleeps>(plugin, get("/")));
      request.cancel(why);
      CHECK(request.wait().failure == to_string(why));
      CHECK(plugin.seen == std::string{to_string(why)} + ", as the request says");
    }
  }

  TEST_CASE("the answers: 504 after the deadline, 503 otherwise") {
    Plugin plugin;
    siding::testing::host host{{.real_time = true}};
    const auto late = settled(host, host.start<&Plugin::sleeps>(plugin, get("/")));
    late.cancel(stop_reason::deadline);
    CHECK(late.wait().status == 504);
    const auto draining = settled(host, host.start<&Plugin::sleeps>(plugin, get("/")));
    draining.cancel(stop_reason::draining);
    CHECK(draining.wait().status == 503);
  }

  TEST_CASE("a cancelled request may still offload to clean up") {
    Plugin plugin;
    siding::testing::host host{{.real_time = true}};
    const auto request = settled(host, host.start<&Plugin::cleans_up>(plugin, get("/")));
    request.cancel();
    CHECK(request.wait().body == "clean");
    CHECK(plugin.seen == "undone");
  }

  TEST_CASE("so may the loser of any(), once it knows") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::cleaning>(plugin, get("/")).body == "won");
    CHECK(plugin.seen == "undone;");
  }

  TEST_CASE("a request that is not cancelled says so") {
    struct Asking {
      siding::response ask(const siding::request& request) {
        return siding::text(request.cancelled() ? "cancelled" : "not cancelled");
      }
    } plugin;
    siding::testing::host host;
    CHECK(host.call<&Asking::ask>(plugin, get("/")).body == "not cancelled");
  }
}

TEST_SUITE("on_cancel") {
  TEST_CASE("is called once when the client leaves") {
    Plugin plugin;
    siding::testing::host host;
    const auto request = settled(host, host.start<&Plugin::calls>(plugin, get("/")));
    request.cancel();
    CHECK(request.wait().failure == "the client has left");
    CHECK(plugin.seen == "called;");
  }

  TEST_CASE("is called once also when its branch is cancelled and then its request") {
    Twice plugin;
    siding::testing::host host{{.threads = 1, .real_time = true}};
    const auto request = host.start<&Twice::handle>(plugin, get("/"));
    plugin.lost.wait();
    request.cancel();
    CHECK(request.wait().body == "won");
    CHECK(plugin.calls == 1);
  }

  TEST_CASE("is not called when nothing is cancelled while the guard lives") {
    Plugin plugin;
    siding::testing::host host;
    const auto request = settled(host, host.start<&Plugin::calls>(plugin, get("/")));
    plugin.go.set();
    CHECK(request.wait().body == "went");
    request.cancel();
    host.settle();
    CHECK(plugin.seen.empty());
  }

  TEST_CASE("is called for the loser of any()") {
    Plugin plugin;
    siding::testing::host host;
    CHECK(host.call<&Plugin::loses>(plugin, get("/")).body == "won");
    CHECK(plugin.seen == "called;");
  }
}
