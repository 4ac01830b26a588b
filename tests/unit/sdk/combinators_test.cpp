#include <chrono>
#include <latch>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include <siding/plugin.hpp>
#include <siding/testing.hpp>

using namespace std::chrono_literals;
using siding::testing::get;

namespace {

siding::task<int> after(std::chrono::milliseconds time, int result) {
  co_await siding::sleep_for(time);
  co_return result;
}
siding::task<int> fail_after(std::chrono::milliseconds time, const char* text) {
  co_await siding::sleep_for(time);
  throw std::runtime_error{text};
}
siding::task<int> fail_at_once() {
  throw std::runtime_error{"at once"};
  co_return 0;
}

// Writes down how it ended.
siding::task<void> watched(std::string& end) {
  try {
    co_await siding::sleep_for(1h);
    end += "slept;";
  } catch (const siding::cancelled& why) {
    end += std::string{to_string(why.reason())} + ";";
    throw;
  }
}

// Is cancelled while its call runs on a worker, where nothing can end it; sees it at its next await.
siding::task<void> busy(siding::event& started, std::string& end) {
  std::latch told{1};
  const auto guard = co_await siding::on_cancel([&told] { told.count_down(); });
  co_await siding::offload([&] {
    started.set();
    told.wait();
  });
  co_await watched(end);
}

using body = siding::task<siding::response>;

// Runs one coroutine as a handler; what it returns is the body.
template <class F>
siding::testing::answer run(F f, siding::testing::options options = {}) {
  struct Plugin {
    F f;
    body handle(const siding::request&) { return f(); }
  } plugin{std::move(f)};
  siding::testing::host host{options};
  return host.call<&Plugin::handle>(plugin, get("/"));
}

}  // namespace

TEST_SUITE("all") {
  TEST_CASE("gives every result, in the order of the tasks") {
    const auto answer = run([]() -> body {
      const auto [a, b, c] = co_await siding::all(after(30ms, 1), after(10ms, 2), siding::sleep_for(20ms));
      static_assert(std::is_same_v<std::remove_cvref_t<decltype(c)>, std::monostate>);
      co_return siding::text(std::to_string(a * 10 + b));
    });
    CHECK(answer.body == "12");
  }

  TEST_CASE("waits for the tasks at the same time") {
    const auto answer = run([]() -> body {
      std::vector<siding::task<int>> work;
      for (int i = 0; i < 100; ++i) work.push_back(after(1h, i));
      const auto results = co_await siding::with_timeout(61min, siding::all(std::move(work)));
      co_return siding::text(std::to_string(results.at(99)));
    });
    CHECK(answer.body == "99");
  }

  TEST_CASE("of no tasks is over at once") {
    CHECK(run([]() -> body {
            const auto none = co_await siding::all(std::vector<siding::task<int>>{});
            co_return siding::text(std::to_string(none.size()));
          }).body == "0");
  }

  TEST_CASE("the first failure cancels the others, and goes on when they have ended") {
    std::string end;
    const auto answer = run([&end]() -> body {
      co_await siding::all(watched(end), fail_after(10ms, "first"), fail_after(20ms, "second"));
      co_return siding::text("not reached");
    });
    CHECK(answer.failure == "first");
    CHECK(end == "cancelled;");
  }

  TEST_CASE("a task that fails at once keeps the next ones from starting") {
    std::string end;
    const auto answer = run([&end]() -> body {
      co_await siding::all(watched(end), fail_at_once(), watched(end));
      co_return siding::text("not reached");
    });
    CHECK(answer.failure == "at once");
    CHECK(end == "cancelled;");
  }
}

TEST_SUITE("any") {
  TEST_CASE("the first that succeeds wins, and the others are cancelled and waited for") {
    std::string end;
    const auto answer = run([&end]() -> body {
      const auto first = co_await siding::any(watched(end), after(10ms, 5), after(20ms, 6));
      end += "decided;";
      co_return siding::text(std::to_string(first.index()) + ":" + std::to_string(std::get<1>(first)));
    });
    CHECK(answer.body == "1:5");
    CHECK(end == "cancelled;decided;");
  }

  TEST_CASE("one that throws is out") {
    CHECK(run([]() -> body {
            const auto first = co_await siding::any(fail_after(1ms, "out"), after(10ms, 5));
            co_return siding::text(std::to_string(first.index()));
          }).body == "1");
  }

  TEST_CASE("when all have thrown, the first exception goes on") {
    CHECK(run([]() -> body {
            co_await siding::any(fail_after(20ms, "second"), fail_after(10ms, "first"));
            co_return siding::text("not reached");
          }).failure == "first");
  }

  TEST_CASE("of a vector tells whose result it is") {
    CHECK(run([]() -> body {
            std::vector<siding::task<int>> work;
            for (int i = 0; i < 5; ++i) work.push_back(after(std::chrono::milliseconds{100 - i}, i));
            const auto first = co_await siding::any(std::move(work));
            co_return siding::text(std::to_string(first.index) + ":" + std::to_string(first.value));
          }).body == "4:4");
  }

  TEST_CASE("of no tasks is an error") {
    CHECK(run([]() -> body {
            co_await siding::any(std::vector<siding::task<int>>{});
            co_return siding::text("not reached");
          }).status == 500);
  }

  TEST_CASE("a loser that does not wait sees it at its next await") {
    std::string end;
    siding::event started;
    const auto answer = run([&]() -> body {
      co_await siding::any(busy(started, end), started.wait());
      co_return siding::text("decided");
    });
    CHECK(answer.body == "decided");
    CHECK(end == "cancelled;");
  }
}

TEST_SUITE("with_timeout") {
  TEST_CASE("gives the result of what ends in time") {
    CHECK(run([]() -> body {
            co_return siding::text(std::to_string(co_await siding::with_timeout(2s, after(1s, 5))));
          }).body == "5");
  }

  TEST_CASE("goes on with the exception of what fails in time") {
    CHECK(run([]() -> body {
            co_await siding::with_timeout(2s, fail_after(1s, "failed"));
            co_return siding::text("not reached");
          }).failure == "failed");
  }

  TEST_CASE("cancels what takes longer, waits for it, and throws timed_out") {
    std::string end;
    const auto answer = run([&end]() -> body {
      try {
        co_await siding::with_timeout(2s, watched(end));
      } catch (const siding::timed_out&) {
        end += "timed out;";
      }
      co_return siding::text(end);
    });
    CHECK(answer.body == "cancelled;timed out;");
  }

  TEST_CASE("uncaught it answers 504") {
    std::string end;
    CHECK(run([&end]() -> body {
            co_await siding::with_timeout(2s, watched(end));
            co_return siding::text("not reached");
          }).status == 504);
  }

  TEST_CASE("bounds an event, too") {
    siding::event never;
    CHECK(run([&never]() -> body {
            co_await siding::with_timeout(2s, never.wait());
            co_return siding::text("not reached");
          }).status == 504);
  }

  TEST_CASE("an outer one cancels through inner ones") {
    std::string end;
    CHECK(run([&end]() -> body {
            co_await siding::with_timeout(1s, siding::all(siding::with_timeout(1h, watched(end)), watched(end)));
            co_return siding::text("not reached");
          }).status == 504);
    CHECK(end == "cancelled;cancelled;");
  }

  TEST_CASE("ends with a request whose client has left") {
    struct Plugin {
      std::string end;
      body handle(const siding::request&) {
        co_await siding::with_timeout(24h, watched(end));
        co_return siding::text("not reached");
      }
    } plugin;
    siding::testing::host host{{.real_time = true}};
    const auto request = host.start<&Plugin::handle>(plugin, get("/"));
    host.settle();
    request.cancel(siding::stop_reason::gone);
    CHECK(request.wait().failure == "the client has left");
    CHECK(plugin.end == "the client has left;");
  }
}
