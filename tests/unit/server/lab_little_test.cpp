#include <doctest/doctest.h>

#include "server/lab_little.hpp"
#include "unit/server/lab_sample.hpp"

using namespace siding;
using namespace siding::server::lab;
using namespace siding::server::lab::test;
using namespace std::chrono_literals;

TEST_SUITE("Little's law") {
  TEST_CASE("is requests per second times time in the handler, of the sync run") {
    const Report report = report_of(Mode::async, {measured(Mode::async, 100ms, 0), measured(Mode::sync, 400ms, 100)});
    const auto law = little(report);
    REQUIRE(law);
    CHECK(law->rate == doctest::Approx(500));
    CHECK(law->busy == doctest::Approx(100));
    CHECK(law->allowed == 128);
    CHECK(law->enough);
    CHECK(to_text(*law, report) ==
          "500 requests/s x 200 ms in the handler = 100 threads busy; this route may have 128 of the 256 in pool "
          "`default`: "
          "enough");
  }

  TEST_CASE("finds a share that all requests at once do not fit into") {
    Report report = report_of(Mode::sync, {measured(Mode::sync, 5000ms, 8)});
    report.pool = {.name = "small", .min = 2, .max = 128, .share = 8};
    const auto law = little(report);
    REQUIRE(law);
    CHECK(law->busy == doctest::Approx(8));
    CHECK_FALSE(law->enough);
    CHECK(to_text(*law, report).ends_with("may have 8 of the 128 in pool `small`, but 100 requests at once want 100"));
    CHECK(pool_line(report) == "`share: 100` under `pools: small:`");
  }

  TEST_CASE("is content with few threads for a handler that needs few") {
    Report report = report_of(Mode::sync, {measured(Mode::sync, 40ms, 2)});
    report.runs.front().alone = 100us;
    report.pool = {.name = "small", .min = 2, .max = 8};
    CHECK(little(report)->busy == doctest::Approx(0.5));
    CHECK(little(report)->enough);
  }

  TEST_CASE("sees that a coroutine holds no thread while it waits") {
    Report report = report_of(Mode::async, {measured(Mode::async, 400ms, 0), measured(Mode::sync, 400ms, 14)});
    report.pool = {.name = "small", .min = 2, .max = 32};
    const auto law = little(report);
    REQUIRE(law);
    CHECK(law->gives_back);
    CHECK(law->enough);
    CHECK(to_text(*law, report) ==
          "500 requests/s x 200 ms in the handler = 100 requests in it at once, on 14 threads: it holds none while it "
          "waits");
  }

  TEST_CASE("says nothing without a sync run that was answered") {
    CHECK_FALSE(little(report_of(Mode::async, {measured(Mode::async, 100ms, 0)})));
    CHECK_FALSE(little(report_of(Mode::sync, {failed(measured(Mode::sync, 100ms, 0), 500, 200)})));
    CHECK_FALSE(little(report_of(Mode::sync, {failed(measured(Mode::sync, 400ms, 2), 503, 180)})));
  }
}
