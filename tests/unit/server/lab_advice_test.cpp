#include <doctest/doctest.h>

#include "server/lab_advice.hpp"
#include "unit/server/lab_sample.hpp"

using namespace siding;
using namespace siding::server::lab;
using namespace siding::server::lab::test;
using namespace std::chrono_literals;

TEST_SUITE("lab advice") {
  TEST_CASE("of modes that take the same time the one with the fewest threads") {
    const Advice advice =
        advise(report_of(Mode::sync, {measured(Mode::async, 410ms, 0), measured(Mode::offload, 405ms, 50),
                                      measured(Mode::sync, 400ms, 100)}));
    CHECK(advice.mode == Mode::async);
    CHECK(advice.text ==
          "Write `mode: async` at routes.yaml:12: the same time as `sync` with 0 threads instead of 100");
  }

  TEST_CASE("what is right already is left") {
    const Advice advice =
        advise(report_of(Mode::offload, {measured(Mode::offload, 410ms, 2), measured(Mode::sync, 400ms, 100)}));
    CHECK(advice.mode == Mode::offload);
    CHECK(advice.text == "Leave `mode: offload` as it is: the same time as `sync` with 2 threads instead of 100");
  }

  TEST_CASE("what is right already is measured against sync") {
    const Advice advice =
        advise(report_of(Mode::async, {measured(Mode::async, 410ms, 0), measured(Mode::offload, 400ms, 0),
                                       measured(Mode::sync, 405ms, 9)}));
    CHECK(advice.text == "Leave `mode: async` as it is: the same time as `sync` with 0 threads instead of 9");
  }

  TEST_CASE("among equals the mode that is configured stays") {
    const std::vector<Measurement> equals{measured(Mode::offload, 410ms, 99), measured(Mode::sync, 400ms, 100)};
    CHECK(advise(report_of(Mode::sync, equals)).mode == Mode::sync);
    CHECK(advise(report_of(Mode::offload, equals)).mode == Mode::offload);
  }

  TEST_CASE("a mode that is much faster is worth its threads") {
    const Advice advice =
        advise(report_of(Mode::async, {measured(Mode::async, 1200ms, 0), measured(Mode::sync, 400ms, 100)}));
    CHECK(advice.mode == Mode::sync);
    CHECK(
        advice.text ==
        "Write `mode: sync` at routes.yaml:12: 3.00 times as fast as `async`, at the cost of 100 threads instead of 0");
  }

  TEST_CASE("some milliseconds are no difference") {
    CHECK(advise(report_of(Mode::async, {measured(Mode::async, 23ms, 0), measured(Mode::sync, 10ms, 1)})).mode ==
          Mode::async);
  }

  TEST_CASE("never a mode in which the handler held a loop, however fast it was") {
    const Advice advice =
        advise(report_of(Mode::async, {stalled(measured(Mode::async, 100ms, 5), 3), measured(Mode::sync, 400ms, 100)}));
    CHECK(advice.mode == Mode::sync);
    CHECK(
        advice.text ==
        "This handler blocks the event loop in `async` mode (3 stalls): write `mode: sync` at routes.yaml:12, or move "
        "the blocking call into offload()");
  }

  TEST_CASE("many slow calls are blocking too") {
    const Advice advice =
        advise(report_of(Mode::sync, {stalled(measured(Mode::async, 100ms, 5), 0), measured(Mode::sync, 400ms, 100)}));
    CHECK(advice.text ==
          "This handler blocks the event loop in `async` mode (many slow calls): leave `mode: sync` as it is");
  }

  TEST_CASE("a mode with errors is not for use") {
    const Advice advice = advise(
        report_of(Mode::async, {failed(measured(Mode::async, 100ms, 0), 500, 200), measured(Mode::sync, 400ms, 100)}));
    CHECK(advice.mode == Mode::sync);
    CHECK(advice.text == "Write `mode: sync` at routes.yaml:12: 200 errors in `async` mode, none in this one");
  }

  TEST_CASE("a handler for sync only is told so, and a pool that is too small for it comes with what to write") {
    Report report = report_of(Mode::sync, {measured(Mode::sync, 400ms, 100)});
    CHECK(advise(report).text == "Leave `mode: sync` as it is: the handler is declared `sync` only");

    report = report_of(Mode::sync, {measured(Mode::sync, 5000ms, 8)});
    report.pool = {.name = "small", .min = 2, .max = 16};
    CHECK(advise(report).text ==
          "Leave `mode: sync` as it is: the handler is declared `sync` only; give it more threads: write `max: 100, "
          "share: 100` under `pools: small:`");
  }

  TEST_CASE("without a mode that works it says what is missing") {
    const auto text = [](const Measurement& run) {
      const Advice advice = advise(report_of(Mode::sync, {run}));
      CHECK_FALSE(advice.mode.has_value());
      return advice.text;
    };
    const Measurement good = measured(Mode::sync, 400ms, 100);
    const std::string none = "No mode ran without errors: ";
    CHECK(text(failed(good, 404, 200)) ==
          none + "status 404: give the handler what it needs with --param, --header and --body");
    CHECK(text(failed(good, 500, 200)) == none + "status 500: --log-level warn shows why");
    CHECK(text(failed(good, 503, 200)).starts_with(none + "status 503: a bound was met"));
    Measurement late = good;
    late.unfinished = 10;
    CHECK(text(late) == none + "not all were answered in time: give it more with --timeout");
    Measurement broken = good;
    broken.lost = 10;
    CHECK(text(broken) == none + "connections broke without an answer: --log-level warn shows why");
  }
}
